"""What readers send to the desk, and what they learn of it afterwards."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.editorial.letters import deal
from news.enums import LetterKind, LetterState, NoticeKind
from news.forms import letters as forms
from news.models import Article, Letter, Notice, SiteIdentity
from news.reading.letters import WORDS, letter_address
from tests.pictures import picture

pytestmark = pytest.mark.django_db
TYPED: dict[str, dict[str, str]] = {
    LetterKind.STORY: {"subject": "渡口的早市", "body": "天还没亮。\n摊子摆好了。", "name": "田小满", "contact": "13800005678"},
    LetterKind.CORRECTION: {"url": "/news/1.html", "body": "“17家”应为“18家”。", "evidence": "公告第3条"},
    LetterKind.COMPLAINT: {"subject": "有不良信息", "body": "某页有赌博广告。"},
    LetterKind.RIGHTS: {
        "subject": "我拍的桥", "url": "https://news.example/1.html", "body": "未经许可使用我的照片。", "evidence": "原图编号 7",
        "wanted": "删除", "name": "田小满", "contact": "tian@mail.example", "address": "河湾市滨河路2号", "truthful": "on",
    },
    LetterKind.ADVERTISE: {"organisation": "河湾书店", "body": "新店开张。", "name": "田小满", "contact": "13800005678"},
    LetterKind.JOIN: {"region": "河湾县", "body": "想做通讯员。", "name": "田小满", "contact": "13800005678"},
    LetterKind.IMPOSTOR: {"subject": "11月20日，东大街", "body": "自称记者，要求交费。", "claimed_card": "HW-1"},
}  # fmt: skip


def stamp(seconds: int = 60) -> str:
    """Return what a page made so many seconds ago would have sent."""
    clock = time.time
    try:
        time.time = lambda: clock() - seconds
        return forms.new_stamp()
    finally:
        time.time = clock


def send(client: Client, kind: str, **changes: Any) -> Any:
    """Send a form as a browser does, a minute after it was opened."""
    data = {**TYPED[kind], "stamp": stamp(), "website": "", "consent": "on", **changes}
    return client.post(letter_address(kind), data)


def receipt(client: Client, answer: Any) -> tuple[str, str]:
    """Return the number and the code that the reader is shown."""
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.headers["Location"]).content.decode()
    number, code = (re.search(rf'id="{name}">([^<]+)<', page) for name in ("number", "code"))
    assert number
    assert code
    return number[1], code[1]


@pytest.mark.parametrize("kind", TYPED)
def test_each_form_reaches_the_desk_with_a_number(site: SiteIdentity, kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    opened = client.get(letter_address(kind))
    assert "no-store" in opened.headers["Cache-Control"]
    assert opened.headers["X-Robots-Tag"] == "noindex"
    token = opened.cookies["csrftoken"].value
    number, code = receipt(client, send(client, kind, csrfmiddlewaretoken=token))
    assert re.fullmatch(r"\d{8}-[2-9A-HJ-NP-Z]{4}", number)
    letter = Letter.objects.get(number=number)
    assert (letter.kind, letter.state, letter.code) == (kind, LetterState.NEW, code)
    assert letter.due_at is not None
    told = {**letter.facts, "subject": letter.subject, "body": letter.body, "url": letter.url, "name": letter.name}
    told["contact"] = letter.contact
    for name, value in TYPED[kind].items():
        assert name == "truthful" or told[name] == value.replace("\n", "\r\n") or told[name] == value


@pytest.mark.parametrize("kind", TYPED)
def test_an_unfinished_form_keeps_what_was_typed_and_says_what_is_missing(reader: Client, kind: str) -> None:
    client = Client()
    page = client.post(letter_address(kind), {"body": "写了一半的话", "stamp": "x"}).content.decode()
    assert "写了一半的话" in page
    assert 'id="problem" role="alert" tabindex="-1" autofocus' in page
    needed = next(name for name, field in forms.FORMS[kind]().fields.items() if field.required and name != "body")
    assert f'href="#id_{needed}"' in page
    assert ("请勾选同意" in page) == ("consent" in forms.FORMS[kind].base_fields)
    assert f'id="id_{needed}_error"' in page
    assert not Letter.objects.exists()


@pytest.mark.parametrize("kind", TYPED)
def test_an_expired_page_keeps_what_was_typed(site: SiteIdentity, kind: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = send(client, kind)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "这张表单已经过期" in page
    assert TYPED[kind]["body"].split("\n")[0].replace('"', "&quot;") in page
    token = client.cookies["csrftoken"].value
    receipt(client, send(client, kind, csrfmiddlewaretoken=token))


def test_other_pages_hold_no_form_that_posts(reader: Client, make_article: Callable[..., Article]) -> None:
    article = make_article()
    for address in ("/", "/news/", article.address, "/contact/", "/advertise/", "/join/", "/disclaimer/", "/search/"):
        page = reader.get(address).content.decode()
        assert 'method="post"' not in page.lower(), address
        assert "/contact/complaint/" in page  # the footer links to it
    assert f"/contact/correction/?article={article.pk}" in reader.get(article.address).content.decode()
    for slug, kind in (("advertise", "advertise"), ("join", "join"), ("disclaimer", "rights"), ("contact", "story")):
        assert f'href="/contact/{kind}/"' in reader.get(f"/{slug}/").content.decode()


def test_a_correction_names_its_article_and_a_draft_is_never_named(make_article: Callable[..., Article]) -> None:
    article, secret = make_article("城市书房夜间开放"), make_article("还没发的稿", live=False)
    client = Client()
    assert "城市书房夜间开放" in client.get(f"/contact/correction/?article={article.pk}").content.decode()
    for odd in (secret.pk, "9" * 5000, "x", "-1"):
        assert "还没发的稿" not in client.get("/contact/correction/", {"article": odd}).content.decode()
    send(client, LetterKind.CORRECTION, article=article.pk)
    assert Letter.objects.get().article == article
    send(client, LetterKind.RIGHTS, url=f"https://news.example{article.address}?from=x")
    send(client, LetterKind.CORRECTION, url=f"https://news.example/news/2026-01-01/{secret.pk}.html")
    assert list(Letter.objects.order_by("pk").values_list("article", flat=True)[1:]) == [article.pk, None]


def test_suspicious_letters_are_held_and_look_the_same_to_their_sender(site: SiteIdentity, chief: Any) -> None:
    client, seen = Client(), {}
    tries = {
        "honeypot": {"website": "https://spam.example/"},
        "fast": {"stamp": stamp(0)},
        "stamp": {"stamp": "forged"},
        "links": {"body": "http://a.example http://b.example http://c.example http://d.example"},
    }
    for place, (reason, changes) in enumerate(tries.items()):
        text = {"body": f"内容{place}", "subject": f"标题{place}"} | changes
        number, code = receipt(client, send(client, LetterKind.STORY, **text))
        seen[reason] = Letter.objects.get(number=number)
        page = client.get("/contact/status/", {"number": number, "code": code}).content.decode()
        assert "已收到" in page
        assert "垃圾" not in page
    assert {reason: (row.state, row.suspicions) for reason, row in seen.items()} == {
        reason: (LetterState.SUSPECT, [reason]) for reason in tries
    }
    assert not Notice.objects.exists()
    deal(seen["links"], by=chief, state=LetterState.NEW)
    assert Letter.objects.get(pk=seen["links"].pk).due_at is not None


def test_a_second_press_is_the_same_letter_and_the_same_text_from_others_is_held(site: SiteIdentity) -> None:
    client = Client()
    first = receipt(client, send(client, LetterKind.COMPLAINT))
    assert receipt(client, send(client, LetterKind.COMPLAINT)) == first
    assert Letter.objects.count() == 1
    receipt(client, send(client, LetterKind.COMPLAINT, name="别人"))
    assert Letter.objects.latest("pk").suspicions == ["same"]


def test_whom_it_concerns_is_told_without_a_word_of_the_letter(site: SiteIdentity, chief: Any, reporter: Any) -> None:
    send(Client(), LetterKind.RIGHTS)
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.title) == (chief, NoticeKind.LETTER, Letter.objects.get().number)
    client = Client()
    client.force_login(chief)
    assert "侵权通知" in client.get("/admin/inbox/").content.decode()
    answer = client.post(reverse("admin:desk_inbox_open", args=[notice.pk]))
    assert answer.headers["Location"] == f"/admin/news/letter/{notice.letter_id}/change/"


def test_too_many_letters_a_minute_wait_and_lose_nothing(site: SiteIdentity, settings: Any) -> None:
    settings.LETTERS_PER_MINUTE = 1
    client = Client()
    send(client, LetterKind.COMPLAINT)
    answer = send(client, LetterKind.COMPLAINT, body="第二封")
    assert answer.status_code == 429
    assert "第二封" in answer.content.decode()
    assert Letter.objects.count() == 1


def test_pictures_are_verified_and_kept_from_the_public(site: SiteIdentity) -> None:
    client = Client()
    page = send(client, LetterKind.STORY, pictures=[SimpleUploadedFile("a.jpg", b"<svg onload=1>")]).content.decode()
    assert "a.jpg：" in page
    assert not Letter.objects.exists()
    many = [SimpleUploadedFile(f"{place}.jpg", picture()) for place in range(7)]
    assert "一次最多6张" in send(client, LetterKind.STORY, pictures=many).content.decode()
    receipt(client, send(client, LetterKind.STORY, pictures=[SimpleUploadedFile("a.jpg", picture())]))
    kept = Letter.objects.get().pictures.get()
    assert bytes(kept.data).startswith(b"\xff\xd8")
    url = reverse("admin:news_letter_picture", args=[kept.letter_id, kept.pk])
    assert client.get(url).status_code == 302  # to the login


def test_status_is_told_to_whoever_has_number_and_proof_and_holds_no_personal_data(
    reader: Client, site: SiteIdentity, chief: Any, settings: Any
) -> None:
    number, code = receipt(Client(), send(Client(), LetterKind.STORY))
    letter = Letter.objects.get()
    deal(letter, by=chief, state=LetterState.REFUSED, answer="与本地无关，请投县融媒。", note="内部话")
    for typed, proof in (
        (number, code),
        (number.lower().replace("-", " "), "5678"),
        (number, "８００００５６７８"),
    ):
        page = reader.get("/contact/status/", {"number": typed, "code": proof})
        text = page.content.decode()
        assert "不予受理" in text
        assert "与本地无关，请投县融媒。" in text
        for secret in ("田小满", "13800005678", "内部话", "渡口的早市", "摊子"):
            assert secret not in text
        assert "no-store" in page.headers["Cache-Control"]
    for typed, proof in ((number, "000"), (number, "5679"), ("20200101-ZZZZ", code), ("'", "1234"), (number, "678")):
        text = reader.get("/contact/status/", {"number": typed, "code": proof}).content.decode()
        assert "没有找到相符的来信" in text
        assert "不予受理" not in text
    settings.LETTER_LOOKUPS_PER_MINUTE = 1
    other = Client(REMOTE_ADDR="203.0.113.8")
    assert other.get("/contact/status/", {"number": number, "code": code}).status_code == 429  # the number is used up


def test_receipts_cannot_be_guessed(reader: Client, site: SiteIdentity) -> None:
    assert reader.get("/contact/received/").status_code == 404
    assert reader.get("/contact/received/?t=1:abc").status_code == 404


def test_every_kind_has_words(site: SiteIdentity) -> None:
    assert set(WORDS) == set(forms.FORMS) == set(LetterKind.values)
