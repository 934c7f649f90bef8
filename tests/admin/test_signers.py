"""署名 and the register: whom a name in the byline stands for is chosen beside it, and goes through the review."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from news.admin.article_form import names_of
from news.admin.comparing import differences
from news.editorial.holding import hold
from news.editorial.working_copies import keep
from news.enums import BylineRole, StaffStatus
from news.models import Article, Bylining, StaffMember, WorkingCopy
from news.reading.tree import ChannelTree
from news.rules.snapshot import Credit, Snapshot
from tests.admin.conftest import change_url
from tests.conftest import put_out
from tests.importing.documents import docx, para

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
Typed = Callable[..., dict[str, Any]]


def member(name: str, card: str, **more: Any) -> StaffMember:
    return StaffMember.objects.create(
        name=name, card_number=card, position="采访部 记者", consent_on=date(2024, 1, 1), **more
    )


def text_of(article: Article) -> Snapshot:
    working = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert working is not None
    return working.snapshot


def rows(desk: Client, article: Article) -> dict[str, list[tuple[str, bool]]]:
    """Return what is offered for each name: (words, whether it is chosen)."""
    root = html.fromstring(desk.get(change_url(article)).content.decode())
    return {
        row.xpath("string(.//label)"): [
            (option.text, option.get("selected") is not None) for option in row.iter("option")
        ]
        for row in root.xpath("//div[@id='d-signer-rows']/div")
    }


def test_namesakes_are_told_apart_on_the_form(desk: Client, make_article: Make, typed: Typed) -> None:
    one, two, other = member("沈知禾", "HHW-1"), member("沈知禾", "HHW-2"), member("林归雁", "HHW-3")
    member("走了的", "HHW-4", status=StaffStatus.LEFT)
    byline = (Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "苏砚田"))
    article = make_article(byline=byline, live=False)
    assert rows(desk, article) == {
        "沈知禾": [
            ("有 2 人同名，请选择", True),
            ("沈知禾 · 采访部 记者 · HHW-1", False),
            ("沈知禾 · 采访部 记者 · HHW-2", False),
            ("林归雁 · 采访部 记者 · HHW-3", False),
        ]
    }
    sent = typed(
        article, title=article.desk_title, reporters="沈知禾 小雁", correspondents="苏砚田",
        signers=[f"{two.pk}:沈知禾", f"{other.pk}:小雁"],
    )  # fmt: skip
    assert desk.post(change_url(article), sent).status_code == 302
    assert [(item.name, item.staff) for item in text_of(article).byline] == [
        ("沈知禾", two.pk),
        ("小雁", other.pk),
        ("苏砚田", None),
    ]
    assert rows(desk, article)["沈知禾"][2] == ("沈知禾 · 采访部 记者 · HHW-2", True)
    put_out(article.pk)
    assert set(Bylining.objects.values_list("staff", flat=True)) == {two.pk, other.pk}
    assert one.pk not in Bylining.objects.values_list("staff", flat=True)


def test_a_name_alone_stands_for_the_only_one_who_has_it(desk: Client, make_article: Make, typed: Typed) -> None:
    member("沈知禾", "HHW-1")
    article = make_article(
        byline=(Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.AUTHOR, "无名氏")), live=False
    )
    found = rows(desk, article)
    assert (found["沈知禾"][0], found["无名氏"][0]) == (
        ("按姓名对应：采访部 记者", True),
        ("按姓名对应：名册里没有", True),
    )
    sent = typed(article, title=article.desk_title, reporters="沈知禾", authors="无名氏", signers=["", ""])
    desk.post(change_url(article), sent)
    assert [item.staff for item in text_of(article).byline] == [None, None]


def test_whom_a_text_names_stays_when_the_choice_is_not_sent_or_has_left(
    desk: Client, make_article: Make, typed: Typed
) -> None:
    person = member("沈知禾", "HHW-1")
    article = make_article(byline=(Credit(BylineRole.REPORTER, "小禾", person.pk),), live=False)
    member("林归雁", "HHW-2")
    desk.post(change_url(article), typed(article, title="改一个字", reporters="小禾"))
    assert text_of(article).byline[0].staff == person.pk
    StaffMember.objects.filter(pk=person.pk).update(status=StaffStatus.LEFT)
    assert rows(desk, article)["小禾"][1] == ("维持原样（已不在职）", True)
    desk.post(change_url(article), typed(article, title="再改一个字", reporters="小禾", signers=[f"{person.pk}:小禾"]))
    assert text_of(article).byline[0].staff == person.pk


def test_somebody_whom_the_register_does_not_have_is_refused_and_nothing_typed_is_lost(
    desk: Client, make_article: Make, typed: Typed
) -> None:
    member("沈知禾", "HHW-1")
    article = make_article(live=False)
    for wrong in ("999:小禾", "x:小禾", "９:小禾", "-1:小禾"):
        answer = desk.post(change_url(article), typed(article, title="新写的标题", reporters="小禾", signers=[wrong]))
        assert answer.status_code == 200, wrong
        page = answer.content.decode()
        assert "“小禾”对应的人已不在名册里" in page
        assert "新写的标题" in page


def with_a_name(article: Article, person: StaffMember) -> dict[str, list[str]]:
    """Return what somebody types who signs a story with a new name and chooses whose it is."""
    return {
        "title": ["写到一半"],
        "channel": [str(article.desk_channel_id)],
        "origin": ["original"],
        "reporters": ["小雁"],
        "signers": [f"{person.pk}:小雁"],
    }


def test_a_story_is_handed_over_with_whom_a_typed_name_stands_for(
    pen: Client, reporter: User, chief: User, make_article: Make
) -> None:
    person, article = member("林归雁", "HHW-1"), make_article(live=False)
    hold(article.pk, by=reporter)
    keep(article.pk, by=reporter, fields=with_a_name(article, person), based_on=article.working_revision_id)
    pen.post(reverse("admin:news_article_hold", args=[article.pk]), {"do": "hand_over", "to": chief.pk})
    assert Article.objects.get(pk=article.pk).held_by == chief
    assert text_of(article).title == "写到一半"
    assert [(item.name, item.staff) for item in text_of(article).byline] == [("小雁", person.pk)]
    assert not WorkingCopy.objects.exists()


def test_a_closed_account_leaves_whom_a_typed_name_stands_for(
    root: Client, reporter: User, make_article: Make
) -> None:
    person, article = member("林归雁", "HHW-1"), make_article(live=False)
    keep(article.pk, by=reporter, fields=with_a_name(article, person), based_on=article.working_revision_id)
    root.post(reverse("admin:auth_user_leave", args=[reporter.pk]))
    assert [(item.name, item.staff) for item in text_of(article).byline] == [("小雁", person.pk)]


def test_a_word_file_keeps_whom_a_typed_name_stands_for(pen: Client, make_article: Make, typed: Typed) -> None:
    person, article = member("林归雁", "HHW-1"), make_article(live=False)
    file = SimpleUploadedFile("改稿.docx", docx(para("文件里的正文。")))
    fields = typed(article, reporters="小雁", signers=[f"{person.pk}:小雁"], document=file, mode="replace")
    assert pen.post(reverse("admin:news_article_document", args=[article.pk]), fields).status_code == 302
    assert [(item.name, item.staff) for item in text_of(article).byline] == [("小雁", person.pk)]
    assert "文件里的正文。" in text_of(article).body


def test_a_changed_link_is_a_change_of_the_text_that_a_reviewer_sees(db: None, chief: User) -> None:
    person = member("沈知禾", "HHW-1")
    old = Snapshot(byline=(Credit(BylineRole.REPORTER, "小禾"),))
    new = Snapshot(byline=(Credit(BylineRole.REPORTER, "小禾", person.pk),))
    assert old.content_hash != new.content_hash
    found = differences(old, new, names_of(ChannelTree.load(), old, new))
    assert [row.label for row in found] == ["名册对应"]
    assert "小禾 → 沈知禾 HHW-1" in found[0].theirs


def test_the_form_costs_no_more_for_a_large_register(desk: Client, make_article: Make) -> None:
    article = make_article(live=False)
    counted = []
    for count in (1, 40):
        for place in range(count):
            member(f"人员{count}{place}", f"C-{count}-{place}")
        desk.get(change_url(article))
        with CaptureQueriesContext(connection) as queries:
            desk.get(change_url(article))
        counted.append(len(queries))
    assert counted[0] == counted[1]
