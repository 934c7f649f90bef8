"""A story from a file or an address on the desk: who may, what they see, what scripts are told."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from news.editorial.fetching import rehost
from news.media import fetch
from news.models import Article, Channel, FetchJob, Image
from news.models.fetching import STALLED
from news.text.pending import pending_pictures, pending_src
from tests.importing.documents import docx, para, report
from tests.importing.test_webpage import ADDRESS, FIRST, PAGE, SECOND
from tests.media.far_server import FarServer
from tests.pictures import picture

pytestmark = pytest.mark.django_db
IMPORT = "/admin/news/article/import/"
SEEK = "/admin/news/image/fetching/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarServer]:
    server = FarServer()
    monkeypatch.setattr(fetch, "INTERNET", server.network)
    server.name("mp.weixin.qq.com", "1.1.1.1")
    server.put(ADDRESS, PAGE.encode())
    server.put(FIRST, picture(900, 600), "image/jpeg")
    server.put(SECOND, picture(900, 500, "PNG", (90, 20, 20)), "image/png")
    yield server
    server.close()


@pytest.fixture
def looker(db: None) -> Client:
    """Somebody on the desk who may write nothing."""
    client = Client()
    client.force_login(User.objects.create_user("looker", password="looker-secret", is_staff=True))
    return client


def upload(data: bytes, name: str = "加装电梯.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_word_file_chosen_on_the_new_story_page_opens_as_a_draft(pen: Client, yaowen: Channel) -> None:
    page = pen.get(reverse("admin:news_article_add")).content.decode()
    assert f'action="{IMPORT}"' in page
    assert 'enctype="multipart/form-data"' in page
    document = report([("jpg", picture(640, 400, color=(20, n, 60))) for n in (1, 2)])
    answer = pen.post(IMPORT, {"document": upload(document), "channel": yaowen.pk}, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain == [(reverse("admin:news_article_change", args=[article.pk]), 302)]
    shown = answer.content.decode()
    assert "文档已存为草稿，带入 2 张图片。" in shown
    assert "滨河三区七十二栋老楼装上电梯" in shown
    assert answer.context["form"]["channel"].value() == yaowen.pk


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "另存为 .docx"),
        (b"%PDF-1.4", "这不是 Word 文档"),
        (docx(para("x"), **{"word__document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "没有打开"),
    ],
)
def test_a_refused_file_gets_its_reason_on_the_page_and_for_a_script(pen: Client, data: bytes, said: str) -> None:
    page = pen.post(IMPORT, {"document": upload(data)})
    assert page.status_code == 400
    assert said in page.content.decode()
    told = pen.post(IMPORT, {"document": upload(data)}, headers=JSON)
    assert (told.status_code, said in told.json()["message"]) == (400, True)
    assert not Article.objects.exists()


def test_a_script_is_told_where_to_go_on(pen: Client) -> None:
    told = pen.post(IMPORT, {"document": upload(docx(para("标题"), para("正文。")))}, headers=JSON)
    assert told.json() == {"location": reverse("admin:news_article_change", args=[Article.objects.get().pk])}


def test_an_address_shows_how_far_its_pictures_have_come(
    far: FarServer, pen: Client, yaowen: Channel, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    answer = pen.post(IMPORT, {"address": ADDRESS, "channel": yaowen.pk}, follow=True)
    job, article = FetchJob.objects.get(), Article.objects.get()
    assert answer.redirect_chain == [(f"{IMPORT}{job.pk}/", 302)]
    page = answer.content.decode()
    assert "已取回 0 张，共 2 张。" in page
    assert "mmbiz.example" in page
    assert '<meta http-equiv="refresh"' in page
    form = pen.get(reverse("admin:news_article_change", args=[article.pk]))
    assert pending_pictures(form.context["form"]["body"].value()) == [FIRST, SECOND]
    with django_capture_on_commit_callbacks(execute=True):
        pen.post(f"{IMPORT}{job.pk}/", {"do": "retry"})
    assert "已取回 2 张，共 2 张。" in pen.get(f"{IMPORT}{job.pk}/").content.decode()
    # The form that opens now has the pictures, and so has what it saves.
    form = pen.get(reverse("admin:news_article_change", args=[article.pk]))
    body = form.context["form"]["body"].value()
    assert [image.file.url in body for image in Image.objects.all()] == [True, True]


def test_what_fails_is_listed_tried_again_and_taken_out(
    far: FarServer, pen: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.put(SECOND, b"", status=403)
    with django_capture_on_commit_callbacks(execute=True):
        pen.post(IMPORT, {"address": ADDRESS})
    job, article = FetchJob.objects.get(), Article.objects.get()
    page = pen.get(f"{IMPORT}{job.pk}/").content.decode()
    assert "mmbiz.example 拒绝提供（HTTP 403），请手工保存后上传。" in page
    answer = pen.post(f"{IMPORT}{job.pk}/", {"do": "take_out"}, follow=True)
    assert "未能取回的图片已从正文删去。" in answer.content.decode()
    article.refresh_from_db()
    assert article.working_revision
    assert article.working_revision.snapshot.body.count("<img") == 1


def test_a_bad_address_is_given_back_with_its_reason(far: FarServer, pen: Client) -> None:
    page = pen.post(IMPORT, {"address": "http://127.0.0.1:8000/admin/"})
    assert page.status_code == 400
    assert "只允许 80 和 443 端口" in page.content.decode()
    assert 'value="http://127.0.0.1:8000/admin/"' in page.content.decode()
    assert far.dialled == []
    assert "请选择 Word 文件" in pen.post(IMPORT, {}).content.decode()


def test_scripts_ask_for_the_pictures_of_an_open_text(
    far: FarServer, pen: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    far.put(SECOND, b"", status=404)
    asked = json.dumps({"pictures": [pending_src(FIRST), SECOND]})
    with django_capture_on_commit_callbacks(execute=True):
        first = pen.post(SEEK, asked, content_type="application/json").json()
    assert (first["done"], first["waiting"]) == (False, 2)
    state = pen.get(first["url"]).json()
    one, two = state["pictures"]
    image = Image.objects.get()
    assert one == {
        "url": FIRST,
        "placeholder": pending_src(FIRST),
        "state": "done",
        "word": "已取回",
        "address": image.file.url,
        "width": 900,
        "height": 600,
        "problem": "",
    }
    assert (two["state"], two["address"]) == ("failed", "")
    assert "404" in two["problem"]
    assert (state["done"], state["failed"], state["waiting"]) == (True, 1, 0)
    # Asked again, the same job answers; POST to it tries again what failed.
    assert pen.post(SEEK, asked, content_type="application/json").json()["job"] == first["job"]
    far.put(SECOND, picture(400, 300), "image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        pen.post(first["url"])
    assert pen.get(first["url"]).json()["failed"] == 0


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"pictures": 3}', '{"pictures": []}', '{"pictures": [""]}', "x" * 50]
)
def test_other_bodies_are_refused(pen: Client, body: str) -> None:
    assert pen.post(SEEK, body, content_type="application/json").status_code == 400
    assert not FetchJob.objects.exists()


def test_a_job_that_nobody_works_on_says_so(far: FarServer, pen: Client, reporter: User) -> None:
    job = rehost([FIRST], by=reporter)
    assert pen.get(f"{SEEK}{job.pk}/").json()["stalled"] is False
    FetchJob.objects.filter(pk=job.pk).update(moved_at=job.moved_at - 2 * STALLED)
    assert pen.get(f"{SEEK}{job.pk}/").json()["stalled"] is True
    page = pen.get(f"{IMPORT}{job.pk}/").content.decode()
    assert "后台服务可能已停止" in page
    assert 'value="retry"' in page


def test_the_place_of_a_missing_picture_is_drawn_and_names_it(reader: Client) -> None:
    src = pending_src("https://mmbiz.example/<script>alert(1)</script>?a=1&b=2")
    assert src
    answer = reader.get(src)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    drawn = answer.content.decode()
    assert "mmbiz.example" in drawn
    assert "<script" not in drawn
    assert drawn.startswith("<svg")
    assert reader.get("/media/pending/%21.svg").status_code == 404
    own = pending_src("embedded:0123456789abcdef")
    assert own
    assert "图片还没有传到图库" in reader.get(own).content.decode()


def test_who_may_not_write_has_none_of_it(looker: Client, reporter: User) -> None:
    job = rehost([FIRST], by=reporter)
    for url in (IMPORT, f"{IMPORT}{job.pk}/", SEEK, f"{SEEK}{job.pk}/"):
        assert looker.post(url, {"address": ADDRESS}).status_code == 403
        assert looker.get(url).status_code in {403, 405}
    assert Client().get(IMPORT).status_code == 302
    assert not Article.objects.exists()


def test_state_changes_are_posts_and_unknown_jobs_are_404(pen: Client) -> None:
    assert pen.get(SEEK).status_code == 405
    assert pen.get(f"{SEEK}99/").status_code == 404
    assert pen.post(f"{SEEK}99/").status_code == 404
    assert pen.get(f"{IMPORT}99/").status_code == 404
    assert pen.delete(IMPORT).status_code == 405


def test_budgets(
    far: FarServer, pen: Client, reporter: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pen.get(IMPORT)
    for count in (1, 40):
        job = rehost([f"http://mmbiz.example/{count}/{n}" for n in range(count)], by=reporter)
        with django_assert_max_num_queries(8):  # session, person, rights, shell, queue, job, pictures, images
            pen.get(f"{IMPORT}{job.pk}/")
        with django_assert_max_num_queries(7):  # session, person, rights, job, pictures, images
            pen.get(f"{SEEK}{job.pk}/")


def test_a_form_with_places_left_costs_one_query_more(
    pen: Client, reporter: User, make_article: Callable[..., Article], django_assert_max_num_queries: Any
) -> None:
    pen.get(reverse("admin:news_article_add"))
    src = pending_src(FIRST)
    article = make_article("x", live=False, body=f'<p>一段。</p><figure><img src="{src}"></figure>')
    with django_assert_max_num_queries(12):
        page = pen.get(reverse("admin:news_article_change", args=[article.pk]))
    assert "还没有取回" in page.content.decode()
