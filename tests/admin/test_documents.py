"""A Word file put into a story that is there: both versions, the way back, and refusals that change nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.editorial import review
from news.editorial.articles import save_revision
from news.editorial.working_copies import keep
from news.models import Article, Image, Revision, WorkingCopy
from news.rules.snapshot import Snapshot
from tests.admin.conftest import change_url
from tests.importing.documents import docx, para, report
from tests.pictures import picture

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def upload(*blocks: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("改稿.docx", docx(*blocks))


def put(client: Client, article: Article, file: Any, mode: str = "replace", **fields: Any):  # type: ignore[no-untyped-def]
    url = reverse("admin:news_article_document", args=[article.pk])
    return client.post(url, {**fields, "document": file, "mode": mode}, headers=JSON)


def text_of(article: Article) -> Snapshot:
    working = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert working is not None
    return working.snapshot


def versions(article: Article) -> list[str]:
    return [row.snapshot.body for row in Revision.objects.filter(article=article).order_by("number")]


def test_what_was_typed_becomes_a_version_and_the_document_the_next(
    pen: Client, reporter: User, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False)
    answer = put(
        pen,
        article,
        upload(para("新的标题", style="Title"), para("改过的正文。")),
        **typed(article, title="我的标题", body="<p>打了一半。</p>"),
    )
    assert answer.status_code == 200, answer.content.decode()
    assert versions(article) == ["<p>正文第一段。</p>", "<p>打了一半。</p>", "<p>改过的正文。</p>"]
    assert text_of(article).title == "我的标题"
    page = pen.get(answer.json()["location"]).content.decode()
    assert "这份文件的标题是：新的标题" in page
    assert "原来的内容是第 2 版" in page
    pen.post(reverse("admin:news_article_restore", args=[article.pk]), {"number": "2"})
    assert text_of(article).body == "<p>打了一半。</p>"


@pytest.mark.parametrize("signed", [{"_page": ["a"]}, {}], ids=["signed", "unsigned"])
def test_a_document_put_in_by_another_page_leaves_the_typed_text_that_is_in_no_version(
    pen: Client, reporter: User, make_article: Callable, typed: Callable, signed: dict[str, list[str]]
) -> None:
    article = make_article(live=False)
    fields = {"title": ["没保存的标题"], **signed}
    keep(article.pk, by=reporter, fields=fields, based_on=article.working_revision_id)
    assert put(pen, article, upload(para("文件里的正文。"))).status_code == 200
    assert WorkingCopy.objects.get(person=reporter).data == fields
    assert put(pen, article, upload(para("又一份。")), **typed(article, _page="a")).status_code == 200
    assert not WorkingCopy.objects.exists(), "this time the fields came along and are a version"


def test_a_document_is_added_behind_the_text_with_its_headline(pen: Client, make_article: Callable) -> None:
    article = make_article(live=False)
    answer = put(pen, article, upload(para("现场 <二>", style="Title"), para("又来一段。")), "append")
    assert answer.status_code == 200
    assert text_of(article).body == "<p>正文第一段。</p><h2>现场 &lt;二&gt;</h2><p>又来一段。</p>"


def test_pictures_come_along_and_the_first_becomes_the_cover(pen: Client, make_article: Callable) -> None:
    article = make_article(live=False)
    photos = [("jpg", picture(600, 400, color=(30 * n, 90, 60))) for n in range(1, 6)]
    put(pen, article, SimpleUploadedFile("加装电梯.docx", report(photos)))
    assert text_of(article).body.count("<figure>") == 5
    assert text_of(article).cover == Image.objects.order_by("pk").first().pk


def test_a_live_page_stays_as_it_is(pen: Client, make_article: Callable) -> None:
    article = make_article()
    put(pen, article, upload(para("改过的正文。")))
    assert Article.objects.get(pk=article.pk).body == "<p>正文第一段。</p>"
    assert "改过的正文。" in text_of(article).body


@pytest.mark.parametrize(
    ("file", "mode", "fields", "status", "said"),
    [
        (None, "replace", {}, 400, "请选择 Word 文件"),
        (b"no document", "replace", {}, 400, "docx"),
        (docx(para("")), "replace", {}, 400, "文档是空的"),
        (docx(para("文。")), "overwrite", {}, 400, "替换"),
        (docx(para("文。")), "replace", {"title": ""}, 400, "先改好"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    pen: Client,
    make_article: Callable,
    typed: Callable,
    file: bytes | None,
    mode: str,
    fields: dict[str, str],
    status: int,
    said: str,
) -> None:
    article = make_article(live=False)
    before = versions(article)
    sent = SimpleUploadedFile("改稿.docx", file) if file is not None else ""
    answer = put(pen, article, sent, mode, **typed(article, body="<p>打了一半。</p>", **fields))
    assert answer.status_code == status
    assert said in answer.json()["message"]
    assert versions(article) == before


def test_a_colleagues_newer_version_is_not_written_over(
    pen: Client, chief: User, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False)
    stale = typed(article)
    save_revision(article.pk, Snapshot(title="别人的", body="<p>别人的。</p>"), by=chief)
    answer = put(pen, article, upload(para("文。")), **stale)
    assert answer.status_code == 409
    assert "顾青简" in answer.json()["message"]
    assert text_of(article).body == "<p>别人的。</p>"


def test_a_story_that_is_closed_takes_no_document_and_the_library_no_picture(
    pen: Client, reporter: User, make_article: Callable
) -> None:
    article = make_article(live=False)
    review.submit(article.pk, by=reporter)
    answer = put(pen, article, SimpleUploadedFile("a.docx", report([("jpg", picture(600, 400))] * 5)))
    assert answer.status_code in {403, 409}
    assert answer.json()["message"]
    assert not Image.objects.exists()


def test_it_works_as_a_page_of_its_own(pen: Client, make_article: Callable) -> None:
    article = make_article(live=False)
    url = reverse("admin:news_article_document", args=[article.pk])
    assert "替换正文" in pen.get(url).content.decode()
    answer = pen.post(url, {"document": upload(para("改过的正文。")), "mode": "replace"})
    assert answer.status_code == 302
    assert answer["location"].startswith(change_url(article))
    bad = pen.post(url, {"document": SimpleUploadedFile("a.docx", b"x"), "mode": "replace"})
    assert bad.status_code == 400
    assert "docx" in bad.content.decode()
    assert pen.get(reverse("admin:news_article_document", args=[999])).status_code == 404
    assert Client().get(url).status_code == 302


def test_a_page_of_somebody_else_is_not_taken_with_a_word_file(
    pen: Client, chief: User, make_article: Callable[..., Article], typed: Callable[..., dict[str, Any]]
) -> None:
    article = make_article(live=False)
    before = text_of(article)
    answer = put(pen, article, upload(para("文件里的一段。")), **typed(article, _person=chief.pk))
    assert answer.status_code == 409
    assert "顾青简" in answer.json()["message"]
    assert text_of(article) == before
