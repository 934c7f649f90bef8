"""读者来信 on the desk: who sees them, what one click does, what is told, kept and blanked."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from news.editorial.letters import Signs, receive, remove_contacts
from news.enums import LetterKind, LetterState, NoticeKind
from news.errors import BadInput
from news.media.verify import clean_picture
from news.models import Article, AuditEntry, Image, Letter, LetterPicture, Notice, SiteIdentity
from tests.pictures import picture

pytestmark = pytest.mark.django_db
PLAIN = Signs(seconds=60)


def letter(kind: str = LetterKind.STORY, **fields: Any) -> Letter:
    """Return a letter that came in."""
    pictures = fields.pop("pictures", ())
    data = {
        "subject": "渡口的早市",
        "body": "天还没亮。\n\n<b>摊子</b>摆好了。",
        "name": "田小满",
        "contact": "13800005678",
    }
    return receive(Letter(kind=kind, **data | fields), pictures, signs=PLAIN)


def person(role: str) -> Client:
    """Return a client signed in as somebody with one role."""
    user = User.objects.create_user(f"one-{role}", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def url(item: Letter, act: str = "") -> str:
    return (
        reverse("admin:news_letter_do", args=[item.pk, act])
        if act
        else reverse("admin:news_letter_change", args=[item.pk])
    )


@pytest.mark.parametrize(
    ("role", "reads", "deals"),
    [("reporter", False, False), ("first", False, False), ("final", True, True), ("chief", True, True),
     ("site", True, True), ("auditor", True, False)],
)  # fmt: skip
def test_each_role_may_what_it_needs(role: str, reads: bool, deals: bool) -> None:
    item = letter(pictures=[("a.jpg", clean_picture(io.BytesIO(picture()), 1, 10**8))])
    client, shown = person(role), item.pictures.get()
    for address in (reverse("admin:news_letter_changelist"), url(item)):
        assert client.get(address).status_code == (200 if reads else 403)
    seen = client.get(reverse("admin:news_letter_picture", args=[item.pk, shown.pk]))
    assert seen.status_code == (200 if reads else 403)
    for address in (reverse("admin:news_letter_export"), url(item, "take")):
        assert (client.post(address).status_code != 403) == deals
        assert client.get(address).status_code == 405


def test_due_first_rights_before_all_and_held_ones_apart(desk: Client, site: SiteIdentity) -> None:
    story, rights = letter(), letter(LetterKind.RIGHTS)
    held = receive(Letter(kind=LetterKind.STORY, subject="买药", body="便宜"), signs=Signs(trap="x", seconds=60))
    page = desk.get(reverse("admin:news_letter_changelist")).content.decode()
    assert page.index(rights.number) < page.index(story.number) < page.index(held.number)
    home = desk.get("/admin/").content.decode()
    assert "1 封疑似垃圾" in home
    assert "买药" not in home
    assert "填了人看不见的项目" in desk.get(url(held)).content.decode()
    desk.post(url(held, "take"))
    held.refresh_from_db()
    assert held.state == LetterState.WORKING
    assert held.due_at is not None


def test_an_answer_is_needed_audited_and_never_holds_the_reader(desk: Client, chief: User) -> None:
    item = letter()
    data = {
        "state": "answered",
        "assigned_to": chief.pk,
        "answer": "",
        "note": "",
        "seen": item.changed_at.isoformat(),
    }
    assert "没有答复不能办结" in desk.post(url(item), data).content.decode()
    assert desk.post(url(item), data | {"answer": "已安排采访。"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.answer, item.due_at) == (LetterState.ANSWERED, "已安排采访。", None)
    told = AuditEntry.objects.filter(thing="news.letter").get()
    assert "13800005678" not in str(told.changes)
    assert "田小满" not in str(told.changes)


def test_two_colleagues_at_once_lose_nothing(desk: Client) -> None:
    item = letter()
    seen = item.changed_at.isoformat()
    desk.post(url(item), {"state": "refused", "answer": "第一位的答复", "seen": seen})
    page = desk.post(url(item), {"state": "answered", "answer": "第二位的答复", "seen": seen}).content.decode()
    assert "第一位的答复" in page
    assert "第二位的答复" in page
    item.refresh_from_db()
    assert item.answer == "第一位的答复"


def test_whoever_is_to_deal_with_it_is_told(desk: Client, reporter: User) -> None:
    item = letter()
    Notice.objects.all().delete()
    desk.post(url(item), {"state": "working", "assigned_to": reporter.pk, "seen": item.changed_at.isoformat()})
    notice = Notice.objects.get()
    assert (notice.person, notice.kind) == (reporter, NoticeKind.LETTER)


def test_a_story_becomes_a_draft_in_one_click_and_only_once(desk: Client, site: SiteIdentity) -> None:
    item = letter(pictures=[("早市.jpg", clean_picture(io.BytesIO(picture()), 1, 10**8))])
    answer = desk.post(url(item, "draft"))
    article, image = Article.objects.get(), Image.objects.get()
    assert answer.headers["Location"] == reverse("admin:news_article_change", args=[article.pk])
    text = article.working_revision.snapshot  # type: ignore[union-attr]
    assert (text.title, text.origin, text.source) == ("渡口的早市", "contributed", "河湾网")
    assert [(one.role, one.name) for one in text.byline] == [("correspondent", "田小满")]
    assert "<p>天还没亮。</p><p>&lt;b&gt;摊子&lt;/b&gt;摆好了。</p>" in text.body
    assert image.file.url in text.body
    assert (text.cover, image.rights, image.credit) == (image.pk, "contributed", "田小满")
    desk.post(url(item, "draft"))
    assert Article.objects.count() == 1
    assert desk.get(url(item)).status_code == 200


def test_a_correction_opens_the_articles_correction(desk: Client, make_article: Callable[..., Article]) -> None:
    article = make_article()
    item = letter(LetterKind.CORRECTION, article=article)
    answer = desk.post(url(item, "correct"), follow=True)
    assert answer.redirect_chain[-1][0] == f"/admin/news/article/{article.pk}/act/correct/"
    assert "note_correct" in answer.content.decode()
    item.refresh_from_db()
    assert item.state == LetterState.WORKING


def test_the_export_runs_no_formula_and_is_audited(desk: Client) -> None:
    letter(subject="=cmd|' /C calc'!A0")
    answer = desk.post(reverse("admin:news_letter_export"))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "'=cmd|' /C calc'!A0" in rows[1]
    assert AuditEntry.objects.filter(act="exported").exists()


def test_contacts_are_blanked_in_time_and_those_of_claims_and_open_letters_stay(settings: Any) -> None:
    shot = [("a.jpg", clean_picture(io.BytesIO(picture()), 1, 10**8))]
    closed, claim = letter(pictures=shot), letter(LetterKind.RIGHTS, facts={"address": "滨河路2号"})
    still_open, fresh = letter(body="还没办"), letter(body="刚办完")
    done = Letter.objects.exclude(pk=still_open.pk)
    done.update(state=LetterState.ANSWERED, answer="好", due_at=None)
    Letter.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(days=366))
    call_command("tidy")
    named = set(Letter.objects.exclude(name="").values_list("pk", flat=True))
    assert named == {claim.pk, still_open.pk, fresh.pk}
    closed.refresh_from_db()
    assert (closed.contact, closed.body != "", LetterPicture.objects.count()) == ("", True, 0)
    with pytest.raises(BadInput):
        remove_contacts(days=179)


def test_the_list_costs_the_same_with_many_letters(desk: Client, django_assert_max_num_queries: Any) -> None:
    for place in range(12):
        letter(body=f"第{place}封")
    with django_assert_max_num_queries(8):
        desk.get(reverse("admin:news_letter_changelist"))


@pytest.mark.parametrize("act", ["burn", "draft"])
def test_odd_acts_are_no_server_error(desk: Client, act: str) -> None:
    item = letter(LetterKind.JOIN)
    assert desk.post(url(item, act)).status_code == (404 if act == "burn" else 302)
    assert desk.post(reverse("admin:news_letter_do", args=[10**9, "take"])).status_code in {403, 404}
    assert not Article.objects.exists()


def test_nobody_writes_a_letter_in_a_readers_place(root: Client) -> None:
    assert root.get("/admin/news/letter/add/").status_code == 403
    assert "保存并添加下一个" not in root.get(url(letter())).content.decode()
