"""A reviewer's way through the day: what a block says and offers, what a batch asks first, the next story, taking back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from news.editorial import publication, review
from news.enums import CheckLevel, Level, Publication, Review
from news.models import Article, CheckOverride, CheckRule
from tests.admin.queue_setting import QUEUE, Newsroom, client_of, make_person, newsroom, press, token

pytestmark = pytest.mark.django_db
__all__ = ["newsroom"]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def form_of(article: Article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def bar(shown: str) -> str:
    """The action bar of a form, menu left out."""
    return re.sub(r"(?s)<details.*?</details>", "", shown[shown.index('class="submit-row d-bar"') :])


@pytest.fixture
def blocked(newsroom: Newsroom) -> Article:
    """A reprint without a source that waits for the first review; when it was submitted that was only a hint."""
    CheckRule.objects.create(check_id="no_origin", level=CheckLevel.HINT)
    article = newsroom.story("转载的稿", origin="reprint")
    CheckRule.objects.all().delete()
    return article


# what blocks


def test_whoever_may_override_is_offered_it_where_the_pass_is(
    newsroom: Newsroom, blocked: Article, chief: User
) -> None:
    shown = page(client_of(chief), f"{QUEUE}?a={blocked.pk}")
    act = shown[shown.index('id="d-act"') :]
    assert "转载稿须注明来源" in act
    assert re.search(r'<a class="d-btn d-btn-let"[^>]*data-dialog="d-ask-pass"[^>]*>放行…', act)
    dialog = act[act.index('id="d-ask-pass"') :].split("</dialog>")[0]
    assert "转载稿须注明来源" in dialog
    assert re.search(r'<textarea id="d-override-pass"[^>]*required', dialog)
    assert "<details" not in dialog
    assert "放行并通过" in dialog
    press(client_of(chief), blocked, "pass", override_pass="通稿，来源待补。")
    assert CheckOverride.objects.get(article=blocked).reason == "通稿，来源待补。"
    assert Article.objects.get(pk=blocked.pk).level == Level.SECOND


def test_whoever_may_not_is_told_who_may(newsroom: Newsroom, blocked: Article) -> None:
    shown = page(client_of(newsroom.first), f"{QUEUE}?a={blocked.pk}")
    assert "总编辑可说明理由放行" in shown
    assert "放行…" not in shown
    assert "override_pass" not in shown


def test_nothing_is_offered_where_no_reason_helps_or_nothing_blocks(newsroom: Newsroom, chief: User) -> None:
    clear = newsroom.story("没有问题的稿")
    shown = page(client_of(chief), f"{QUEUE}?a={clear.pk}")
    assert "放行" not in shown.split('id="d-act"')[1]
    revision = Article.objects.select_related("working_revision").get(pk=clear.pk).working_revision
    assert revision is not None
    raw = {**revision.data, "channel": None}  # hard: no channel
    type(revision).objects.bulk_create(
        [type(revision)(article=clear, number=9, data=raw, content_hash="9" * 64, author=newsroom.writer)]
    )
    Article.objects.filter(pk=clear.pk).update(working_revision=clear.revisions.get(number=9))
    shown = page(client_of(chief), f"{QUEUE}?a={clear.pk}").split('id="d-act"')[1]
    assert "未通过检查" in shown or "拦截" in shown
    assert "放行…" not in shown
    assert "总编辑可说明理由放行" not in shown


def test_the_form_says_it_beside_its_button_too(newsroom: Newsroom, blocked: Article, chief: User) -> None:
    shown = page(client_of(chief), form_of(blocked))
    assert "转载稿须注明来源" in bar(shown)
    assert 'data-dialog="d-do-pass"' in bar(shown)
    assert re.search(r'<textarea id="d-override-pass"[^>]*form="article_form"', shown)
    theirs = bar(page(client_of(newsroom.first), form_of(blocked)))
    assert "转载稿须注明来源" in theirs
    assert "放行…" not in theirs


# a batch


def final_stories(newsroom: Newsroom) -> tuple[Article, Article, Article, Article]:
    """Plain, one whose schedule stands, one under an embargo, a new text of a live one."""
    plain, timed, bound, live = (
        newsroom.story(f"{word}的稿", level="final") for word in ("平常", "定时", "限时", "更新")
    )
    review.sign_off(timed.pk, by=newsroom.final, at=timezone.now() + timedelta(days=1))
    review.sign_off(live.pk, by=newsroom.final, publish=True)
    second = make_person("second", "许又舒", "second2")
    for story in (timed, live):
        newsroom.correct(story, second)
    review.embargo(bound.pk, by=newsroom.writer, until=timezone.now() + timedelta(hours=3))
    return plain, timed, bound, live


def test_a_batch_shows_first_what_becomes_of_each_and_does_that(newsroom: Newsroom, client: Client) -> None:
    plain, timed, bound, _live = stories = final_stories(newsroom)
    due = Article.objects.get(pk=timed.pk).published_at
    browser = client_of(newsroom.final)
    sent: dict[str, Any] = {"do": "batch_pass", "pick": [token(story) for story in stories]}
    response = browser.post(QUEUE, sent)
    assert response.status_code == 200
    shown = response.content.decode()
    assert not Article.objects.filter(review=Review.SIGNED_OFF, pk__in=[plain.pk, bound.pk]).exists()
    assert Article.objects.get(pk=plain.pk).publication() == Publication.NEVER
    plan = shown[shown.index('id="d-ask-batch"') :].split("</dialog>")[0]
    lines = [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in re.findall(r"(?s)<li>(.*?)</li>", plan)]
    assert lines[0] == "平常的稿 本网资讯 签发并立即发布"
    assert re.fullmatch(r"定时的稿 本网资讯 签发，按原定时间 \d{4}-\d\d-\d\d \d\d:\d\d 发布", lines[1])
    assert re.fullmatch(r"限时的稿 本网资讯 签发，限时到点 \d{4}-\d\d-\d\d \d\d:\d\d 定时发布", lines[2])
    assert lines[3] == "更新的稿 本网资讯 签发后新文字立即替换线上的"
    assert len(re.findall(r'name="pick"[^>]* checked', shown)) == 4, "the ticks stay"
    fields = dict(re.findall(r'name="(expected_\d+)" value="([^"]+)"', plan))
    assert len(fields) == 4
    browser.post(QUEUE, {**sent, **fields, "sure": "1"})
    states = [Article.objects.get(pk=story.pk) for story in stories]
    assert [item.review for item in states] == ["signed_off"] * 4
    assert [item.publication() for item in states] == ["live", "scheduled", "scheduled", "live"]
    assert states[1].published_at == due
    assert states[2].published_at == states[2].embargo_until


def test_what_was_confirmed_and_changed_meanwhile_is_not_done(newsroom: Newsroom) -> None:
    article = newsroom.story("临时要压一压的稿", level="final")
    browser = client_of(newsroom.final)
    sent: dict[str, Any] = {"do": "batch_pass", "pick": [token(article)]}
    fields = dict(re.findall(r'name="(expected_\d+)" value="([^"]+)"', browser.post(QUEUE, sent).content.decode()))
    review.embargo(article.pk, by=newsroom.writer, until=timezone.now() + timedelta(hours=3))
    response = browser.post(QUEUE, {**sent, **fields, "sure": "1"})
    assert "已被发布、下线或改期" in page(browser, response["Location"])
    assert Article.objects.get(pk=article.pk).review == Review.SECOND_PASSED


def test_passing_lower_levels_asks_nothing(newsroom: Newsroom) -> None:
    article = newsroom.story("初审的稿")
    response = client_of(newsroom.first).post(QUEUE, {"do": "batch_pass", "pick": [token(article)]})
    assert response.status_code == 302
    assert Article.objects.get(pk=article.pk).level == Level.SECOND


def test_one_press_leaves_a_set_time_and_keeps_an_embargo(newsroom: Newsroom) -> None:
    _plain, timed, bound, _live = final_stories(newsroom)
    due = Article.objects.get(pk=timed.pk).published_at
    browser = client_of(newsroom.final)
    assert "时间不变" in page(browser, f"{QUEUE}?a={timed.pk}")
    assert "签发并定时" in page(browser, f"{QUEUE}?a={bound.pk}")
    press(browser, timed, "sign_off")
    press(browser, bound, "sign_off")
    for story in (timed, bound):
        assert Article.objects.get(pk=story.pk).publication() == Publication.SCHEDULED
    assert Article.objects.get(pk=timed.pk).published_at == due


# from the form on


@pytest.mark.parametrize("verb", ["pass", "return"])
def test_after_judging_on_the_form_the_next_story_is_one_press_away(newsroom: Newsroom, verb: str) -> None:
    article, following = newsroom.story("先审的稿"), newsroom.story("后审的稿")
    browser = client_of(newsroom.first)
    revision = Article.objects.get(pk=article.pk).working_revision_id
    sent = {"_do": verb, "based_on": revision, f"note_{verb}": "再核一遍。", "to_return": "author"}
    response = browser.post(f"/admin/news/article/{article.pk}/act/{verb}/", sent)
    shown = bar(page(browser, response["Location"]))
    assert re.search(rf'href="{re.escape(QUEUE)}\?a={following.pk}" id="d-onward"[^>]*>下一篇', shown)
    assert f'href="{QUEUE}">回到队列' in shown
    review.pass_on(following.pk, by=newsroom.first)
    shown = bar(page(browser, response["Location"]))
    assert "队列已清空" in shown
    assert "下一篇" not in shown


def test_whoever_has_no_queue_is_offered_none(newsroom: Newsroom) -> None:
    article = newsroom.story("自己的稿")
    shown = page(client_of(newsroom.writer), f"{form_of(article)}?done=1")
    assert "回到队列" not in shown


# taking back


def test_the_author_takes_back_with_a_button_in_sight(newsroom: Newsroom) -> None:
    article = newsroom.story("送审的稿")
    browser = client_of(newsroom.writer)
    shown = bar(page(browser, form_of(article)))
    assert re.search(r'<a class="d-btn d-btn-ink"[^>]*data-dialog="d-do-withdraw">撤回…</a>', shown)
    assert 'id="d-publish"' not in shown, "Ctrl+Enter must not undo what Ctrl+Enter did"
    mine = page(browser, "/admin/mine/")
    match = re.search(r'<a class="d-btn" href="([^"]+)">撤回…<', mine)
    assert match is not None
    assert "从头审起" in page(browser, match[1]), "passes are lost by it: it says so first"
    assert Article.objects.get(pk=article.pk).review == Review.SUBMITTED
    response = browser.post(match[1])
    assert response["Location"] == form_of(article)
    assert Article.objects.get(pk=article.pk).review == Review.DRAFT
    assert ">撤回…<" not in page(browser, "/admin/mine/")


def test_nobody_else_is_offered_to_take_it_back(newsroom: Newsroom) -> None:
    article = newsroom.story("别人的稿")
    other = make_person("reporter", "丁一", "other")
    assert "d-do-withdraw" not in page(client_of(other), form_of(article))
    live = newsroom.story("上线的稿", level="final")
    review.sign_off(live.pk, by=newsroom.final, publish=True)
    publication.unpublish(live.pk, by=newsroom.final, note="核实")
    assert "d-do-withdraw" not in page(client_of(newsroom.writer), form_of(live))


def test_the_form_costs_no_more_for_it(newsroom: Newsroom, django_assert_max_num_queries: Any) -> None:
    article = newsroom.story("送审的稿")
    newsroom.first.groups.add(Group.objects.get(name="reporter"))
    browser = client_of(newsroom.first)
    page(browser, form_of(article))
    with django_assert_max_num_queries(13):  # the form's ten, and the queue: its levels, what is due next
        page(browser, f"{form_of(article)}?done=1")
