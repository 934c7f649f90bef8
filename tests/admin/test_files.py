"""Videos and documents on the desk: uploading, looking up, renaming, and that one in use stays."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from news.editorial.checking import look_over
from news.editorial.files import add_file
from news.editorial.pictures import add_picture, replace_picture, uses
from news.enums import CheckLevel
from news.models import Article, AuditEntry, MediaFile, WorkingCopy
from news.rules.snapshot import Snapshot
from tests.files import PDF, mp4
from tests.newsroom import person, rewrite
from tests.pictures import picture

ADD, LIST, PICK = "/admin/news/mediafile/add/", "/admin/news/mediafile/", "/admin/news/mediafile/pick/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def guide(chief: User) -> MediaFile:
    return add_file(io.BytesIO(PDF), by=chief, name="申报指南.pdf")[0]


def upload(client: Client, data: bytes, name: str) -> Any:
    return client.post(ADD, {"uploads": SimpleUploadedFile(name, data)}, headers=JSON).json()


def test_a_file_is_kept_once_and_its_coming_is_on_record(client: Client, reporter: User) -> None:
    client.force_login(reporter)
    first = upload(client, PDF, "申报指南.pdf")
    assert (first["title"], first["said"], first["new"]) == ("申报指南.pdf", "PDF · 1 KB", True)
    again = upload(client, PDF, "另一个名字.pdf")
    assert (again["url"], again["new"], again["title"]) == (first["url"], False, "申报指南.pdf")
    assert MediaFile.objects.count() == 1
    entry = AuditEntry.objects.get(thing="news.mediafile")
    assert entry.by == reporter
    assert upload(client, b"<html>", "a.pdf")["refused"].startswith("从内容看")
    assert client.post(ADD, {}, headers=JSON).json()["refused"]


def test_without_a_script_several_go_up_and_each_refusal_is_named(desk: Client) -> None:
    files = [SimpleUploadedFile("开闸.mp4", mp4()), SimpleUploadedFile("坏.docx", b"x")]
    page = desk.post(ADD, {"uploads": files}, follow=True).content.decode()
    assert "“坏.docx”" in page
    assert "已收入 1 个文件" in page
    assert "MP4 视频 · 1 KB" in page
    assert desk.get(f"{LIST}?kind=video&q=开闸").status_code == 200


def test_the_editor_finds_files_by_kind_name_and_address(desk: Client, guide: MediaFile, chief: User) -> None:
    add_file(io.BytesIO(mp4()), by=chief, name="开闸.mp4")
    ask = lambda **query: [row["title"] for row in desk.get(PICK, query).json()["rows"]]  # noqa: E731
    assert ask(kind="video") == ["开闸.mp4"]
    assert ask(kind="document", q="指南") == ["申报指南.pdf"]
    assert ask(q="没有") == []
    assert ask(at=guide.address) == ["申报指南.pdf"]


def test_a_file_in_use_is_not_deleted_and_says_where_it_is(
    desk: Client, guide: MediaFile, make_article: Callable[..., Article], chief: User
) -> None:
    page, erase = f"{LIST}{guide.pk}/uses/", f"{LIST}{guide.pk}/delete/"
    attached = f'<p>文。</p><p class="file"><a href="{guide.address}">指南</a></p>'
    copy = WorkingCopy.objects.create(person=chief, data={"body": [attached]}, saved_at=timezone.now())
    assert "正在使用" in desk.post(erase, follow=True).content.decode()
    copy.delete()
    article = make_article("夜市申报", body=attached)
    assert "夜市申报" in desk.get(page).content.decode()
    assert "《夜市申报》正在使用这个文件" in desk.get(erase, follow=True).content.decode()
    assert "《夜市申报》正在使用这个文件" in desk.post(erase, follow=True).content.decode()
    rewrite(article, chief, body="<p>文。</p>")
    assert "《夜市申报》" in desk.post(erase, follow=True).content.decode()  # readers still have it
    assert MediaFile.objects.filter(pk=guide.pk).exists()


def test_an_unused_file_goes_with_its_bytes(
    desk: Client, guide: MediaFile, django_capture_on_commit_callbacks: Any
) -> None:
    storage, name = guide.file.storage, guide.stored
    assert "没有用在任何地方" in desk.get(f"{LIST}{guide.pk}/delete/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{LIST}{guide.pk}/delete/")
    assert not MediaFile.objects.exists()
    assert not storage.exists(name)
    assert AuditEntry.objects.filter(thing="news.mediafile", act="deleted").exists()


def test_only_the_name_can_be_changed(desk: Client, guide: MediaFile) -> None:
    page = f"{LIST}{guide.pk}/change/"
    assert "申报指南.pdf" in desk.get(page).content.decode()
    desk.post(page, {"title": "2026年申报指南.pdf", "file": "x", "ending": "exe"})
    row = MediaFile.objects.get()
    assert (row.title, row.ending, row.stored) == ("2026年申报指南.pdf", "pdf", guide.stored)
    assert AuditEntry.objects.filter(thing="news.mediafile", act="changed").count() == 1
    assert desk.post(page, {"title": ""}).status_code == 200


def test_each_page_asks_for_its_own_permission(client: Client, guide: MediaFile, reporter: User) -> None:
    client.force_login(reporter)
    assert client.get(f"{LIST}{guide.pk}/delete/").status_code == 403
    assert client.post(f"{LIST}{guide.pk}/delete/").status_code == 403
    client.force_login(User.objects.create_user("nobody", password="x", is_staff=True))
    for path in (LIST, ADD, PICK, f"{LIST}{guide.pk}/change/", f"{LIST}{guide.pk}/uses/", "/admin/news/image/pick/"):
        assert client.get(path).status_code == 403, path
    assert client.post(ADD, {"uploads": SimpleUploadedFile("a.pdf", PDF)}, headers=JSON).status_code == 403
    client.force_login(person("chief2", "chief"))
    for path in (f"{LIST}999/uses/", f"{LIST}{'9' * 25}/uses/", f"{LIST}x/delete/"):
        assert client.get(path).status_code == 404, path


def found(body: str) -> dict[str, CheckLevel]:
    return {item.id: item.level for item in look_over(Snapshot(title="题", body=body), article_id=None)}


def test_checks_look_into_groups_videos_and_files(chief: User, guide: MediaFile) -> None:
    data = picture(900, 600)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief)
    image.rights_until = image.created_at.date().replace(year=2020)
    image.ai_made = True
    image.save()
    one = f'<figure><img src="{image.file.url}" alt="四个字的"></figure>'
    bare = found(f'<figure class="group">{one}{one}</figure>')
    assert bare["no_caption"] == CheckLevel.HINT
    assert bare["rights_ended"] == CheckLevel.BLOCK
    assert "ai_picture" in bare
    said = found(f'<figure class="group">{one}{one}<figcaption>河湾夜景。甲 摄</figcaption></figure>')
    assert not {"no_caption", "no_credit"} & set(said)  # the caption of the group speaks for each
    film, _new = add_file(io.BytesIO(mp4()), by=chief, name="a.mp4")
    video = f'<figure class="video"><video src="{film.address}"></video><figcaption>开闸。甲 摄</figcaption></figure>'
    assert found(video)["no_poster"] == CheckLevel.BLOCK
    with_poster = found(video.replace("></video>", f' poster="{image.file.url}"></video>'))
    assert "no_poster" not in with_poster
    assert with_poster["rights_ended"] == CheckLevel.BLOCK  # a poster is a picture too
    gone = found(f'<p class="file"><a href="{guide.address[:-8]}0000.pdf">指南</a></p>')
    assert gone["missing_file"] == CheckLevel.BLOCK
    assert "missing_file" not in found(f'<p class="file"><a href="{guide.address}">指南</a></p>')


def test_a_replaced_picture_is_newest_in_groups_and_posters_at_the_next_save(
    chief: User, make_article: Callable[..., Article]
) -> None:
    data, other = picture(900, 600), picture(900, 600, color=(90, 10, 10))
    image, _new = add_picture(
        io.BytesIO(data), len(data), by=chief, alt="四个字的", caption="库里的说明。", credit="甲 摄"
    )
    film, _new = add_file(io.BytesIO(mp4()), by=chief, name="a.mp4")
    one = f'<figure><img src="{image.file.url}" alt=""></figure>'
    body = f'<figure class="group">{one}{one}</figure><figure class="video"><video src="{film.address}" poster="{image.file.url}"></video></figure>'
    article = make_article(body=body, live=False)
    kept = Article.objects.get(pk=article.pk).working_revision.snapshot.body  # type: ignore[union-attr]
    assert kept.count('<figcaption>库里的说明。<span class="credit">甲 摄</span></figcaption>') == 2  # frozen at save
    assert kept.count('alt="四个字的"') == 2
    assert [use.article_id for use in uses(image)] == [article.pk]
    newer = replace_picture(image.pk, io.BytesIO(other), len(other), by=chief)
    rewrite(article, chief, summary="改了摘要。")
    now = Article.objects.get(pk=article.pk).working_revision.snapshot.body  # type: ignore[union-attr]
    assert now.count(newer.file.url) == 3
    assert image.file.url not in now
