"""What somebody who means ill, or only clicks at the wrong moment, may not bring about at the desk."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html

from news.editorial import review
from news.editorial.channels import save_channel
from news.editorial.desk_rules import set_weights
from news.editorial.holding import hold, let_go
from news.editorial.working_copies import keep
from news.enums import CheckLevel, Level, Review
from news.models import Article, AuditEntry, Channel, Revision, WorkingCopy
from tests.newsroom import draft, pass_all, person, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(yaowen: Channel, reporter: User) -> Article:
    """A story that waits for its first review."""
    return review.submit(draft(yaowen, reporter).pk, by=reporter)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(article: Article, page: str = "change") -> str:
    return f"/admin/news/article/{article.pk}/{page}/"


def typed_by(user: User, article: Article, title: str) -> dict[str, list[str]]:
    """Let somebody type a headline that only autosave knows."""
    fields = {"title": [title], "body": ["<p>正文第一段。</p>"], "channel": [str(article.desk_channel_id)]}
    fields |= {"origin": ["original"]}
    keep(article.pk, by=user, fields=fields, based_on=Article.objects.get(pk=article.pk).working_revision_id)
    return fields


def form_on_the_screen(page: str, do: str) -> dict[str, str]:
    """Return the hidden fields that are sent with a button, the last of that name on the page."""
    tree = html.fromstring(page)
    button = tree.xpath("//button[@name='do'][@value=$do]", do=do)[-1]
    form = tree.get_element_by_id(button.get("form")) if button.get("form") else next(button.iterancestors("form"))
    return {field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") == "hidden"}


# pages


@pytest.mark.parametrize("role", ["reporter", "first", "final", "auditor"])
def test_whoever_may_only_look_sees_a_channel(role: str, yaowen: Channel) -> None:
    answer = signed_in(person(role)).get(f"/admin/news/channel/{yaowen.pk}/change/")
    assert answer.status_code == 200
    assert "本网资讯" in answer.content.decode()


@pytest.mark.parametrize("role", ["9" * 40, "-1", "１", "x"])
def test_a_role_that_does_not_exist_is_refused_at_its_field(role: str) -> None:
    answer = signed_in(person("site")).post("/admin/auth/user/add/", {"username": "neu", "groups": [role]})
    assert answer.status_code == 200
    assert not User.objects.filter(username="neu").exists()


def test_the_way_back_to_an_old_version_is_told_with_its_number(yaowen: Channel, reporter: User) -> None:
    article = draft(yaowen, reporter)
    rewrite(article, reporter, title="第二个标题")
    answer = signed_in(reporter).post(address(article, "restore"), {"number": "1"}, follow=True)
    text = answer.content.decode()
    assert "&lt;function" not in text
    assert [str(item) for item in answer.context["messages"]] == ["第 1 版已恢复为当前稿，存为第 3 版。"]


# what is on the screen is what counts


def test_an_act_asked_for_on_a_page_of_its_own_is_for_the_text_that_was_read(
    submitted: Article, reporter: User
) -> None:
    final = signed_in(person("final"))
    pass_all(submitted.pk, "first", "second")
    page = final.get(address(submitted, "act/sign_off"))
    fields = {"based_on": page.context["read"], "level_pass": page.context["level"], "when_sign_off": "now"}
    assert f'name="based_on" value="{fields["based_on"]}"' in page.content.decode()
    review.withdraw(submitted.pk, by=reporter)
    rewrite(submitted, reporter, body="<p>换过的正文。</p>")
    review.submit(submitted.pk, by=reporter)
    pass_all(submitted.pk, "first", "second")
    for _again in range(2):  # pressing once more does not make it read
        answer = final.post(address(submitted, "act/sign_off"), fields)
        assert "稿件刚刚被改过" in answer.content.decode()
    assert Article.objects.get(pk=submitted.pk).level == Level.FINAL
    assert not Article.objects.live().exists()


@pytest.mark.parametrize("where", ["act/pass", "change"])
def test_a_press_for_one_level_does_not_count_for_the_next(submitted: Article, where: str) -> None:
    chief = signed_in(person("chief"))
    shown = chief.get(address(submitted, where))
    assert 'name="level_pass" value="first"' in shown.content.decode()
    review.pass_on(submitted.pk, by=person("first"))
    values = {"_do": "pass", "based_on": str(submitted.working_revision_id), "level_pass": "first"}
    if where == "change":
        form = shown.context["form"]
        values |= {name: form[name].value() for name in ("title", "body", "channel", "origin", "source")}
    answer = chief.post(address(submitted, where), values, follow=True)
    assert "周一初" in answer.content.decode()  # who was faster
    assert Article.objects.get(pk=submitted.pk).level == Level.SECOND


def test_the_page_of_an_act_says_what_blocks_and_asks_for_a_reason_only_then(submitted: Article) -> None:
    chief = signed_in(person("chief"))
    assert "override_pass" not in chief.get(address(submitted, "act/pass")).content.decode()
    set_weights(by=person("chief"), chosen={"no_editor": CheckLevel.BLOCK}, names={})
    page = chief.get(address(submitted, "act/pass")).content.decode()
    assert "还没有填写责任编辑。" in page
    assert 'name="override_pass"' in page
    assert "override_pass" not in signed_in(person("first")).get(address(submitted, "act/pass")).content.decode()


def test_a_reason_is_shown_again_when_the_act_is_closed_meanwhile(submitted: Article, reporter: User) -> None:
    first = signed_in(person("first"))
    review.withdraw(submitted.pk, by=reporter)
    answer = first.post(address(submitted, "act/return"), {"note_return": "数字与原文件不符，请核实。"})
    assert answer.status_code == 403
    assert "数字与原文件不符，请核实。" in answer.content.decode()


@pytest.mark.parametrize("do", ["let_go", "hand_over"])
@pytest.mark.parametrize("place", ["queue", "form"])
def test_a_claim_that_is_not_the_one_on_the_screen_is_left_alone(submitted: Article, place: str, do: str) -> None:
    holders, chief, other = (person("first"), person("first2")), signed_in(person("chief")), person("first3")
    hold(submitted.pk, by=holders[0])
    on_form = "hold" if do == "hand_over" else "change"
    queue = f"/admin/queue/?a={submitted.pk}&ask={do}"
    there = queue if place == "queue" else address(submitted, on_form)
    fields = form_on_the_screen(chief.get(there).content.decode(), do) | {"do": do, "to": other.pk}
    let_go(submitted.pk, by=holders[0])
    hold(submitted.pk, by=holders[1])
    target = queue if place == "queue" else address(submitted, "hold")
    page = chief.post(target, fields, follow=True).content.decode()
    assert "周又初现在认领着这篇稿件" in page
    assert Article.objects.get(pk=submitted.pk).held_by == holders[1]
    fields = form_on_the_screen(chief.get(there).content.decode(), do) | {"do": do, "to": other.pk}
    chief.post(target, fields)
    assert Article.objects.get(pk=submitted.pk).held_by == (other if do == "hand_over" else None)


# nothing typed is lost


def test_the_chief_hands_a_story_over_and_keeps_what_the_chief_typed(yaowen: Channel, reporter: User) -> None:
    article, chief = draft(yaowen, reporter), person("chief")
    typed_by(chief, article, "总编改到一半")
    hold(article.pk, by=reporter)
    other = person("reporter2")
    signed_in(chief).post(address(article, "hold"), {"do": "hand_over", "to": other.pk})
    assert Article.objects.get(pk=article.pk).held_by == other
    assert WorkingCopy.objects.get(person=chief).data["title"] == ["总编改到一半"]


def test_a_reviewer_hands_a_story_over_and_keeps_what_was_typed_in_it(submitted: Article) -> None:
    first, other = person("first"), person("first2")
    hold(submitted.pk, by=first)
    typed_by(first, submitted, "审改到一半")
    signed_in(first).post(address(submitted, "hold"), {"do": "hand_over", "to": other.pk})
    assert Article.objects.get(pk=submitted.pk).held_by == other
    assert WorkingCopy.objects.get(person=first).data["title"] == ["审改到一半"]


def test_a_writer_hands_a_story_over_and_what_was_typed_is_a_version(yaowen: Channel, reporter: User) -> None:
    article, other = draft(yaowen, reporter), person("reporter2")
    hold(article.pk, by=reporter)
    typed_by(reporter, article, "写到一半")
    signed_in(reporter).post(address(article, "hold"), {"do": "hand_over", "to": other.pk})
    newest = Revision.objects.filter(article=article).order_by("-number").first()
    assert newest is not None
    assert (newest.snapshot.title, newest.author) == ("写到一半", reporter)
    assert not WorkingCopy.objects.exists()


def test_what_cannot_be_saved_with_the_story_is_said_and_stays_with_its_writer(
    yaowen: Channel, reporter: User
) -> None:
    article, other = draft(yaowen, reporter), person("reporter2")
    hold(article.pk, by=reporter)
    typed_by(reporter, article, "")  # no form saves a story without a headline
    answer = signed_in(reporter).post(address(article, "hold"), {"do": "hand_over", "to": other.pk}, follow=True)
    assert "没能一并存下，仍留在你的稿件页" in answer.content.decode()
    assert Article.objects.get(pk=article.pk).held_by == other
    assert WorkingCopy.objects.get().person == reporter


# what nobody would find out


def test_who_made_a_story_urgent_or_took_it_from_somebody_is_in_the_audit(submitted: Article, reporter: User) -> None:
    first, chief = person("first"), person("chief")
    hold(submitted.pk, by=first)
    boss = signed_in(chief)
    review.set_urgent(submitted.pk, by=reporter, urgent=True)
    review.set_urgent(submitted.pk, by=reporter, urgent=True)  # is already: nothing to tell
    boss.post(address(submitted, "hold"), {"do": "let_go"})
    rows = AuditEntry.objects.filter(thing="news.article", thing_id=str(submitted.pk)).order_by("pk")
    told = list(rows.values_list("act", "by__username", "note"))
    assert told == [("urgent", "reporter", ""), ("released", "chief", "周一初")]
    shown = boss.get("/admin/audit/", {"article": submitted.pk}).content.decode()
    assert "标为加急" in shown
    assert "收回占用" in shown


def test_a_preview_link_has_a_note_that_every_database_holds(submitted: Article, reporter: User) -> None:
    pen = signed_in(reporter)
    assert pen.post(address(submitted, "preview-links"), {"days": "3", "note": "给法务\x00看"}).status_code == 302
    assert "给法务看" in pen.get(address(submitted, "preview-links")).content.decode()


def test_also_in_is_no_way_into_a_channel_that_somebody_does_not_write_for(yaowen: Channel, reporter: User) -> None:
    from news.enums import ScopeAct  # noqa: PLC0415
    from news.models import ChannelScope  # noqa: PLC0415

    other = save_channel(Channel(slug="other", name="别的频道", position=20))
    ChannelScope.objects.create(person=reporter, act=ScopeAct.WRITE, channel=yaowen)
    article = draft(yaowen, reporter)
    values: dict[str, Any] = {
        "title": "城市书房夜间开放",
        "body": "<p>正文第一段。</p>",
        "channel": yaowen.pk,
        "also_in": [other.pk],
        "origin": "original",
        "based_on": article.working_revision_id,
    }
    signed_in(reporter).post(address(article), values)
    working = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert working is not None
    assert working.snapshot.also_in == ()
    assert Article.objects.get(pk=article.pk).review == Review.DRAFT
