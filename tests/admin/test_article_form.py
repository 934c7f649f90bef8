"""The writing page: saving, publishing, conflicts, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from news.editorial import review
from news.editorial.articles import create_article, save_revision
from news.editorial.channels import save_channel
from news.editorial.working_copies import keep
from news.enums import Publication, Review
from news.models import (
    Article,
    Channel,
    ChannelScope,
    CheckOverride,
    CheckRule,
    Keywording,
    Listing,
    Record,
    ReviewRecord,
    Revision,
)
from news.rules.snapshot import Snapshot
from tests.admin.conftest import change_url
from tests.conftest import put_out, signer

pytestmark = pytest.mark.django_db
LIVE_COLUMNS = (
    "title kicker subhead short_title summary body channel origin source original_url byline editors cover notice "
    "labels editors_note correction corrected_at published_at first_published_at expires_at updated_at withdrawal "
    "live_revision"
).split()


def standing(article: Article) -> tuple[Any, ...]:
    """Return everything of an article that readers get."""
    row = Article.objects.get(pk=article.pk)
    return (
        model_to_dict(row, LIVE_COLUMNS),
        list(Listing.objects.filter(article=row).values_list("channel", "published_at").order_by("channel")),
        list(Keywording.objects.filter(content_object=row).values_list("tag__name", flat=True)),
    )


def test_saving_a_live_article_changes_nothing_that_readers_get(
    desk: Client, make_article: Callable, typed: Callable
) -> None:
    article = make_article(keywords=("夜市",))
    before = standing(article)
    data = typed(
        article, title="改过的标题", body="<p>改过的正文。</p>", keywords="公交", _continue="1", kicker="引题"
    )
    response = desk.post(change_url(article), data, follow=True)
    assert response.status_code == 200
    assert standing(article) == before
    assert Article.objects.get(pk=article.pk).desk_title == "改过的标题"
    assert "网站上仍是第 1 版" in response.content.decode()
    put_out(article.pk)
    assert standing(article) != before
    assert Article.objects.get(pk=article.pk).title == "改过的标题"


def test_a_new_story_is_created_and_submitted_by_one_press(desk: Client, typed: Callable) -> None:
    data = typed(keywords="淮海，夜市、公交，社区", reporters="沈知禾 顾青简", _do="submit")
    desk.post(reverse("admin:news_article_add"), data)
    article = Article.objects.get()
    assert (article.review, article.publication()) == (Review.SUBMITTED, Publication.NEVER)
    article = put_out(article.pk)
    names = article.keywordings.order_by("position").values_list("tag__name", flat=True)
    assert list(names) == ["淮海", "夜市", "公交", "社区"]
    assert [item["name"] for item in article.byline] == ["沈知禾", "顾青简"]
    assert article.editors == ["何青禾"]


def test_a_conflict_keeps_what_was_typed_and_shows_both(
    desk: Client, reporter: User, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False)
    stale = typed(article, title="我的标题", summary="我打的摘要<b>", _continue="1")
    theirs = save_revision(article.pk, Snapshot(title="别人的标题", body="<p>别人的正文。</p>"), by=reporter)
    response = desk.post(change_url(article), stale)
    page = response.content.decode()
    assert response.status_code == 409
    assert "我的标题</textarea>" in page
    assert "我打的摘要&lt;b&gt;" in page
    assert "别人的标题" in page
    assert "你写的内容没有丢" in page
    assert Article.objects.get(pk=article.pk).working_revision == theirs
    answer = desk.post(change_url(article), {**stale, "_mine": theirs.pk})
    assert answer.status_code == 302
    assert Article.objects.get(pk=article.pk).desk_title == "我的标题"
    assert Revision.objects.filter(pk=theirs.pk).exists()


def test_two_people_on_an_untouched_import_are_a_conflict_too(
    desk: Client, reporter: User, make_article: Callable, typed: Callable
) -> None:
    article = make_article()
    Article.objects.filter(pk=article.pk).update(working_revision=None, live_revision=None)
    for model in (Record, ReviewRecord):
        model.objects.filter(article=article)._raw_delete("default")
    Revision.objects.filter(article=article)._raw_delete("default")
    save_revision(article.pk, Snapshot(title="先存的", body="<p>一。</p>"), by=reporter)
    assert desk.post(change_url(article), typed(title="后存的", based_on="")).status_code == 409


@pytest.mark.parametrize("name", ["管理员", "admin", "ADMIN"])
def test_a_placeholder_is_not_a_responsible_editor(desk: Client, typed: Callable, name: str) -> None:
    response = desk.post(reverse("admin:news_article_add"), typed(editors=name, _continue="1"))
    page = response.content.decode()
    assert f"“{name}”不是人名" in page
    assert "滨河夜市周五试营业</textarea>" in page
    assert not Article.objects.exists()


def test_a_story_without_headline_is_refused_in_chinese_with_the_text_kept(desk: Client, typed: Callable) -> None:
    page = desk.post(reverse("admin:news_article_add"), typed(title="", summary="摘要还在")).content.decode()
    assert "请写标题" in page
    assert "摘要还在" in page


def test_a_refused_submission_says_why_beside_the_button_and_saves_the_text(desk: Client, typed: Callable) -> None:
    response = desk.post(reverse("admin:news_article_add"), typed(channel="", _do="submit"), follow=True)
    page = response.content.decode()
    article = Article.objects.get()
    assert article.publication() == Publication.NEVER
    assert "请选择稿件所在的频道" in page[page.index('class="submit-row') :]
    assert "滨河夜市周五试营业" in page


def test_a_reporter_sees_no_publish_button_and_is_refused(
    pen: Client, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False)
    page = pen.get(change_url(article)).content.decode()
    assert 'value="publish"' not in page
    assert 'name="_continue"' in page
    answer = pen.post(change_url(article), typed(article, _do="publish"), follow=True)
    assert "权限" in answer.content.decode()
    assert Article.objects.get(pk=article.pk).publication() == Publication.NEVER
    others = make_article(live=False)
    page = pen.post(reverse("admin:news_article_act", args=[others.pk, "delete"]))
    assert page.status_code == 403
    assert Article.objects.get(pk=others.pk).deleted_at is None


def test_acts_from_the_form_ask_for_their_reason(desk: Client, make_article: Callable, typed: Callable) -> None:
    article = make_article()
    desk.post(change_url(article), typed(article, title=article.title, _do="unpublish"))
    assert Article.objects.get(pk=article.pk).publication() == Publication.LIVE
    desk.post(change_url(article), typed(article, title=article.title, _do="unpublish", note_unpublish="核实"))
    assert Article.objects.get(pk=article.pk).publication() == Publication.UNPUBLISHED
    desk.post(change_url(article), typed(article, title=article.title, _do="restore"))
    assert Article.objects.get(pk=article.pk).publication() == Publication.LIVE
    desk.post(change_url(article), typed(article, title=article.title, _do="correct", note_correct="原稿人数有误。"))
    article.refresh_from_db()
    assert article.correction == ""
    put_out(article.pk)
    assert Article.objects.get(pk=article.pk).correction == "原稿人数有误。"


def test_a_schedule_goes_by_the_newsrooms_clock(desk: Client, make_article: Callable, typed: Callable) -> None:
    article = make_article(live=False)
    review.fast_sign_off(article.pk, by=signer(), note="急稿。")
    article.refresh_from_db()
    desk.post(reverse("admin:news_article_act", args=[article.pk, "schedule"]), {"at_schedule": "2099-11-22T08:30"})
    moment = Article.objects.get(pk=article.pk).published_at
    assert moment is not None
    assert moment.isoformat() == "2099-11-22T00:30:00+00:00"


def test_every_act_has_a_page_without_script(desk: Client, make_article: Callable) -> None:
    article = make_article()
    url = reverse("admin:news_article_act", args=[article.pk, "retract"])
    assert "原因（读者可见）" in desk.get(url).content.decode()
    assert "请填写原因" in desk.post(url, {"note": ""}).content.decode()
    desk.post(url, {"note": "事实有误，已核实。"})
    assert Article.objects.get(pk=article.pk).withdrawal_reason == "事实有误，已核实。"


def test_the_form_takes_at_most_ten_queries(
    desk: Client, make_article: Callable, django_assert_max_num_queries: Any
) -> None:
    article = make_article(keywords=("夜市", "公交"))
    with django_assert_max_num_queries(10):
        desk.get(change_url(article))


def test_the_preview_shows_the_working_text_with_the_readers_policy(
    desk: Client, make_article: Callable, typed: Callable
) -> None:
    article = make_article()
    desk.post(change_url(article), typed(article, title="还没发布的标题", _continue="1"))
    response = desk.get(reverse("admin:news_article_preview", args=[article.pk]))
    assert "还没发布的标题" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "noindex" in response["X-Robots-Tag"]
    assert "nonce" not in response["Content-Security-Policy"]
    assert "还没发布的标题" not in desk.get(article.address).content.decode()


def test_history_compares_and_restores(desk: Client, make_article: Callable, typed: Callable) -> None:
    article = make_article("第一稿标题", live=False)
    desk.post(change_url(article), typed(article, title="第二稿标题", _continue="1"))
    page = desk.get(reverse("admin:news_article_history", args=[article.pk])).content.decode()
    assert "第一</del>" in page
    assert "第二</ins>稿标题" in page
    desk.post(reverse("admin:news_article_restore", args=[article.pk]), {"number": "1"})
    assert Article.objects.get(pk=article.pk).desk_title == "第一稿标题"


def test_keyword_suggestions_need_the_right_to_write(pen: Client, client: Client, make_article: Callable) -> None:
    make_article(keywords=("夜市", "夜间公交"))
    url = reverse("admin:news_keyword_suggest")
    assert set(pen.get(url, {"q": "夜"}).json()["names"]) == {"夜市", "夜间公交"}
    assert client.get(url, {"q": "夜"}).status_code == 302


def test_a_block_is_let_through_with_permission_and_reason_and_only_for_that_text(
    desk: Client, pen: Client, reporter: User, make_article: Callable, typed: Callable
) -> None:
    CheckRule.objects.create(check_id="no_summary", level="block")
    article = make_article(live=False)
    pen.post(change_url(article), typed(article, summary="", _do="submit"))
    assert Article.objects.get(pk=article.pk).review == Review.DRAFT
    refused = pen.post(
        change_url(article), typed(article, summary="", _do="submit", override_submit="急"), follow=True
    )
    assert "没有放行检查的权限" in refused.content.decode()
    desk.post(change_url(article), typed(article, summary="", _do="submit", override_submit="预告稿，摘要后补。"))
    assert Article.objects.get(pk=article.pk).review == Review.SUBMITTED
    row = CheckOverride.objects.get()
    assert (row.checks, row.by_name, row.reason) == (["no_summary"], "顾青简", "预告稿，摘要后补。")
    assert "已放行，原因已记录" in desk.get(change_url(article)).content.decode()
    assert put_out(article.pk).publication() == Publication.LIVE  # the same text asks nobody again
    desk.post(change_url(article), typed(article, summary="", title="又改了一稿", _do="submit"))
    assert Article.objects.get(pk=article.pk).review == Review.DRAFT


def test_a_story_is_held_handed_over_and_freed(
    desk: Client, pen: Client, chief: User, reporter: User, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False)
    hold = reverse("admin:news_article_hold", args=[article.pk])
    pen.post(hold, {"do": "hold"})
    answer = desk.post(change_url(article), typed(article, title="总编辑想改"))
    assert "沈 知禾" in answer.content.decode() or "沈知禾" in answer.content.decode()
    assert "总编辑想改</textarea>" in answer.content.decode()
    assert Article.objects.get(pk=article.pk).desk_title != "总编辑想改"
    assert "顾青简" in pen.get(hold).content.decode()
    fields = {name: [str(text)] for name, text in typed(article, title="移交前没存的标题").items()}
    keep(article.pk, by=reporter, fields=fields, based_on=Article.objects.get(pk=article.pk).working_revision_id)
    pen.post(hold, {"do": "hand_over", "to": chief.pk})
    handed = Article.objects.select_related("working_revision").get(pk=article.pk)
    assert (handed.held_by, handed.desk_title) == (chief, "移交前没存的标题")
    assert handed.working_revision is not None
    assert handed.working_revision.author == reporter
    refused = pen.post(hold, {"do": "let_go"}, follow=True)
    assert "权限" in refused.content.decode()
    desk.post(hold, {"do": "let_go"})
    assert Article.objects.get(pk=article.pk).held_by is None


def test_channels_that_one_does_not_write_for_are_not_offered(
    pen: Client, reporter: User, yaowen: Channel, typed: Callable
) -> None:
    other = save_channel(Channel(slug="wenlv", name="文旅"))
    ChannelScope.objects.create(person=reporter, act="write", channel=yaowen)
    page = pen.get(reverse("admin:news_article_add")).content.decode()
    assert f'<option value="{yaowen.pk}"' in page
    assert f'<option value="{other.pk}"' not in page
    answer = pen.post(reverse("admin:news_article_add"), typed(channel=str(other.pk)))
    assert "滨河夜市周五试营业" in answer.content.decode()
    assert not Article.objects.exists()


def test_a_late_press_does_not_pass_the_next_level(
    desk: Client, reporter: User, yaowen: Channel, typed: Callable
) -> None:
    text = Snapshot(title="两位总编辑同时打开的稿", body="<p>文</p>", channel=yaowen.pk)
    article = create_article(snapshot=text, by=reporter)
    review.submit(article.pk, by=reporter)
    seen = typed(article, title=text.title, body=text.body, _do="pass", level_pass="first")
    review.pass_on(article.pk, by=signer())
    answer = desk.post(change_url(article), seen, follow=True)
    assert "复审" in answer.content.decode()
    assert ReviewRecord.objects.count() == 1
    assert Article.objects.get(pk=article.pk).level == "second"
