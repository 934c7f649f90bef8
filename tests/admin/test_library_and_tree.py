"""Pictures, channels and redirects at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.models import Channel, Image, Keyword, Redirect
from tests.pictures import picture

pytestmark = pytest.mark.django_db
ADD = "/admin/news/image/add/"


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_several_files_go_in_and_a_bad_one_is_named(desk: Client) -> None:
    files = [upload("一.jpg", picture()), upload("假.jpg", b"not a picture"), upload("二.jpg", picture(640, 480))]
    page = desk.post(ADD, {"pictures": files, "alt": "街景", "credit": "苏禾 摄"}, follow=True).content.decode()
    assert Image.objects.count() == 2
    assert set(Image.objects.values_list("credit", flat=True)) == {"苏禾 摄"}
    assert "“假.jpg”：这不是可显示的图片" in page


def test_an_upload_that_is_no_picture_is_refused_in_chinese(desk: Client) -> None:
    page = desk.post(ADD, {"pictures": upload("坏.jpg", b"<script>")}, follow=True).content.decode()
    assert "这不是可显示的图片" in page
    assert not Image.objects.exists()


def test_the_same_picture_twice_is_said(desk: Client) -> None:
    desk.post(ADD, {"pictures": upload("一.jpg", picture())})
    page = desk.post(ADD, {"pictures": upload("另一个名字.jpg", picture())}, follow=True).content.decode()
    assert "已在图库中" in page
    assert Image.objects.count() == 1


def test_the_picker_offers_pictures_to_its_opener(desk: Client) -> None:
    desk.post(ADD, {"pictures": upload("一.jpg", picture()), "caption": "夜市"})
    page = desk.get("/admin/news/image/", {"_picker": "1", "CKEditorFuncNum": "7"}).content.decode()
    assert 'data-number="7"' in page
    assert f'data-url="{Image.objects.get().file.url}"' in page
    assert 'name="CKEditorFuncNum" value="7"' in page
    assert "desk/picker.js" in page


def test_a_cover_in_use_is_not_deleted(desk: Client, make_article: Callable) -> None:
    desk.post(ADD, {"pictures": upload("一.jpg", picture())})
    image = Image.objects.get()
    make_article("有封面的稿件", cover=image.pk)
    page = desk.post(f"/admin/news/image/{image.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert Image.objects.exists()
    assert "有封面的稿件" in page


def test_upload_needs_its_permission(client: Client, django_user_model: Any) -> None:
    nobody = django_user_model.objects.create_user("nobody", is_staff=True)
    client.force_login(nobody)
    assert client.post(ADD, {"pictures": upload("一.jpg", picture())}).status_code == 403
    assert client.get(reverse("admin:news_image_at"), {"url": "/media/x"}).status_code == 403


def channel_data(**changes: Any) -> dict[str, Any]:
    """Return what the channel form posts."""
    return {"name": "民生", "slug": "life", "parent": "", "position": "10", "list_style": "thumbs", **changes}


def test_a_channel_is_added_with_its_path_and_a_bad_address_is_refused_at_the_field(
    desk: Client, yaowen: Channel
) -> None:
    desk.post("/admin/news/channel/add/", channel_data(parent=yaowen.parent_id))
    assert Channel.objects.get(slug="life").path == "news/life"
    page = desk.post("/admin/news/channel/add/", channel_data(slug="search")).content.decode()
    assert "保留字" in page
    page = desk.post("/admin/news/channel/add/", channel_data(slug="news")).content.decode()
    assert "已有频道" in page or "已存在" in page


def test_moving_a_channel_leaves_one_redirect(desk: Client, yaowen: Channel) -> None:
    desk.post(
        f"/admin/news/channel/{yaowen.pk}/change/", channel_data(name="要闻", slug="top", parent=yaowen.parent_id)
    )
    row = Redirect.objects.get()
    assert (row.old_path, row.new_path, row.is_prefix) == ("/news/yaowen/", "/news/top/", True)


def test_a_channel_with_articles_is_not_deleted(desk: Client, make_article: Callable, yaowen: Channel) -> None:
    make_article()
    page = desk.post(f"/admin/news/channel/{yaowen.pk}/delete/", {"post": "yes"}, follow=True).content.decode()
    assert "里还有稿件" in page
    assert Channel.objects.filter(pk=yaowen.pk).exists()


def test_redirects_stay_on_the_site_and_collapse(desk: Client, yaowen: Channel) -> None:
    url = "/admin/news/redirect/add/"
    assert "本站路径" in desk.post(url, {"old_path": "/a.html", "new_path": "//evil.example/"}).content.decode()
    assert "跳转不会生效" in desk.post(url, {"old_path": "/news/", "new_path": "/b.html"}).content.decode()
    desk.post(url, {"old_path": "/a.html", "new_path": "/b.html"})
    desk.post(url, {"old_path": "/b.html", "new_path": "/c.html"})
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {"/a.html": "/c.html", "/b.html": "/c.html"}


def test_two_spellings_are_one_keyword(desk: Client) -> None:
    desk.post("/admin/news/keyword/add/", {"name": "ＡＩ"})
    page = desk.post("/admin/news/keyword/add/", {"name": "ai"}).content.decode()
    assert "已有这个关键词" in page
    assert Keyword.objects.count() == 1
