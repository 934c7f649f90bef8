"""The picture library at the desk: uploads one by one, filters, a picture's page."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html

from news.editorial.channels import save_channel
from news.editorial.pictures import add_picture, describe
from news.editorial.publication import retract
from news.enums import ScopeAct
from news.errors import NotAllowed
from news.models import Article, Channel, ChannelScope, Image
from tests.conftest import put_out
from tests.media.test_metadata import iptc, with_iptc
from tests.newsroom import person
from tests.pictures import picture

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/news/image/add/", "/admin/news/image/"
JSON = {"accept": "application/json"}
FIELDS = {
    "alt": "河面", "caption": "", "credit": "", "taken_on": "", "kind": "photo", "map_number": "", "rights": "",
    "rights_until": "", "focus_x": "50", "focus_y": "50",
}  # fmt: skip


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def rows(count: int, **fields: Any) -> None:
    """Pictures without files."""
    start = Image.objects.count()
    Image.objects.bulk_create(
        Image(
            file=f"images/ab/{number}.jpg", width=1600, height=900, size=1, content_hash=f"{number:064d}",
            widths=[480], formats=["webp"], caption=f"第{number}张", **fields,
        )
        for number in range(start, start + count)
    )  # fmt: skip


@pytest.fixture
def image(chief: User) -> Image:
    data = picture(1200, 700)
    return add_picture(io.BytesIO(data), len(data), by=chief, alt="河面")[0]


def page_of(image: Image) -> str:
    return f"/admin/news/image/{image.pk}/change/"


def test_one_file_a_request_is_answered_with_what_became_of_it(desk: Client) -> None:
    data = {"pictures": upload("河面.jpg", picture(1200, 700)), "alt": "河面", "credit": "苏禾 摄"}
    answer = desk.post(ADD, data, headers=JSON).json()
    image = Image.objects.get()
    assert (answer["id"], answer["new"], answer["said"], answer["url"]) == (image.pk, True, "", image.file.url)
    assert (image.alt, image.credit) == ("河面", "苏禾 摄")
    again = desk.post(ADD, {"pictures": upload("又一次.jpg", picture(1200, 700))}, headers=JSON).json()
    assert (again["new"], "已在图库中" in again["said"]) == (False, True)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("截断.jpg", picture()[:900], "损坏或不完整"),
        ("空.png", b"", "空的"),
        ("图.svg", b"<svg><script>alert(1)</script></svg>", "SVG"),
        ("图.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        ("a.php", picture(), "扩展名为 .php"),
        ("文档.docx", b"PK", "扩展名为 .docx"),
    ],
)
def test_refusal_of_a_file_says_why(desk: Client, name: str, data: bytes, reason: str) -> None:
    assert reason in desk.post(ADD, {"pictures": upload(name, data)}, headers=JSON).json()["refused"]
    assert reason in desk.post(ADD, {"pictures": upload(name, data)}, follow=True).content.decode()
    assert not Image.objects.exists()


def test_no_file_at_all_is_said(desk: Client) -> None:
    assert desk.post(ADD, {}, headers=JSON).json()["refused"]


def test_words_of_the_file_are_taken_where_none_are_given(desk: Client) -> None:
    segment = iptc({120: "清晨的河面。".encode("gbk"), 80: "苏禾".encode("gbk"), 55: b"20261121"})
    data = {"pictures": upload("河面.jpg", with_iptc(segment)), "credit": "本报记者 摄", "words_from_file": "on"}
    desk.post(ADD, data)
    image = Image.objects.get()
    assert (image.caption, image.credit, image.taken_on) == ("清晨的河面。", "本报记者 摄", date(2026, 11, 21))


def test_words_of_the_file_can_be_taken_over_later(desk: Client) -> None:
    segment = iptc({120: "清晨的河面。".encode(), 80: "苏禾".encode()})
    desk.post(ADD, {"pictures": upload("河面.jpg", with_iptc(segment))})
    image = Image.objects.get()
    page = desk.get(page_of(image)).content.decode()
    assert (image.caption, "文件里写着" in page, "苏禾 摄" in page) == ("", True, True)
    desk.post(page_of(image), FIELDS | {"credit": "自己写的", "_take": "1"})
    image.refresh_from_db()
    assert (image.caption, image.credit) == ("清晨的河面。", "自己写的")
    assert "文件里写着" not in desk.get(page_of(image)).content.decode()


def test_focal_point_is_set_by_the_form(desk: Client, image: Image) -> None:
    desk.post(page_of(image), FIELDS | {"focus_x": "20", "focus_y": "80"})
    image.refresh_from_db()
    assert (image.focus_x, image.focus_y) == (20, 80)
    assert "errorlist" in desk.post(page_of(image), FIELDS | {"focus_x": "101"}).content.decode()


def test_page_of_a_picture_shows_crops_and_says_whose_caption_wins(desk: Client, image: Image) -> None:
    page = html.fromstring(desk.get(page_of(image)).content.decode())
    assert [crop.text_content() for crop in page.cssselect(".d-crops .d-quiet")] == [
        "头图 16:9",
        "卡片 8:5",
        "方图 1:1",
    ]
    assert "稿件里写了的，以稿件为准" in page.text_content()


def test_mark_of_a_machine_cannot_be_taken_off_a_file_that_says_so(desk: Client, image: Image) -> None:
    Image.objects.update(aigc='{"Label":"1"}', ai_made=True)
    assert "标识不能去掉" in desk.post(page_of(image), FIELDS).content.decode()
    page = desk.get(LIST).content.decode()
    assert '<span class="d-ai">AI</span>' in page


def test_what_needs_an_eye_stands_on_the_picture_and_can_be_filtered(desk: Client) -> None:
    today = timezone.localdate()
    rows(1, rights_until=today - timedelta(days=1), rights="agency")
    rows(1, rights_until=today + timedelta(days=3))
    rows(1, kind="map")
    rows(1)

    def shown(query: str) -> list[str]:
        page = html.fromstring(desk.get(LIST + query).content.decode())
        return [item.text_content() for item in page.cssselect("#result_list .d-pc")]

    assert shown("?rights=ended") == ["第0张"]
    assert shown("?rights=ending") == ["第1张"]
    assert shown("?rights=agency") == ["第0张"]
    assert shown("?kind=map") == ["第2张"]
    assert shown("?kind=nonsense") == ["第3张", "第2张", "第1张", "第0张"]
    words = html.fromstring(desk.get(LIST).content.decode()).cssselect("#result_list")[0].text_content()
    assert "授权已到期" in words
    assert "缺审图号" in words


def test_uses_are_a_page_of_their_own_with_its_permissions(
    desk: Client, client: Client, image: Image, make_article: Callable[..., Article], django_user_model: Any
) -> None:
    make_article("秘密的草稿", live=False, body=f'<figure><img src="{image.file.url}"></figure>')
    address = f"/admin/news/image/{image.pk}/uses/"
    assert "秘密的草稿" in desk.get(address).content.decode()
    assert desk.get("/admin/news/image/999/uses/").status_code == 404
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.get(address).status_code == 403


def test_newer_version_is_uploaded_on_the_page_of_the_old(
    desk: Client, client: Client, image: Image, django_user_model: Any
) -> None:
    address = f"/admin/news/image/{image.pk}/replace/"
    assert desk.get(address).status_code == 405
    assert "请先选择新版文件" in desk.post(address, follow=True).content.decode()
    assert "空的" in desk.post(address, {"picture": upload("空.jpg", b"")}, follow=True).content.decode()
    page = desk.post(address, {"picture": upload("新.jpg", picture(1300, 700))}, follow=True).content.decode()
    assert "这是新版" in page
    image.refresh_from_db()
    assert image.replaced_by is not None
    assert "这是旧版" in desk.get(page_of(image)).content.decode()
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.post(address, {"picture": upload("新.jpg", picture(1400, 700))}).status_code == 403


def test_library_costs_the_same_with_three_and_three_hundred_pictures(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for count in (3, 297):
        rows(count)
        with django_assert_max_num_queries(8):  # session, person, rights, notices, queue, pictures
            assert desk.get(LIST).status_code == 200


def test_page_of_a_picture_costs_the_same_with_many_alike(desk: Client, django_assert_max_num_queries: Any) -> None:
    bands = {"band_0": 1, "band_1": 2, "band_2": 3, "band_3": 0xFF}
    for count in (3, 297):
        rows(count, **bands)
        with django_assert_max_num_queries(15):
            page = desk.get(page_of(Image.objects.first())).content.decode()
        assert page.count('loading="lazy"') == min(3, Image.objects.count() - 1)


def test_words_of_a_cover_that_readers_have_are_changed_only_by_who_may_publish(
    client: Client, image: Image, chief: User, reporter: User, make_article: Callable[..., Article]
) -> None:
    make_article("有封面的稿", cover=image.pk)
    client.force_login(reporter)
    page = client.post(page_of(image), FIELDS | {"alt": "没人审过的话", "caption": "夜色"})
    assert page.status_code == 200
    fault = html.fromstring(page.content.decode()).xpath("//*[contains(@class, 'field-alt')]")[0].text_content()
    assert "《有封面的稿》的封面" in fault
    assert "有发布权限" in fault
    image.refresh_from_db()
    assert (image.alt, image.caption) == ("河面", "")
    assert client.post(page_of(image), FIELDS | {"caption": "夜色"}).status_code == 302  # the other words are free
    image.alt = "绕过表单"
    with pytest.raises(NotAllowed):
        describe(image, by=reporter)
    client.force_login(chief)
    assert client.post(page_of(image), FIELDS | {"alt": "夜里的河面"}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.caption) == ("夜里的河面", "")


def test_a_story_that_goes_out_while_the_words_of_its_cover_are_saved_loses_none_of_the_others(
    client: Client, image: Image, reporter: User, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article("刚刚发布的稿", cover=image.pk)
    monkeypatch.setattr("news.forms.picture.check_alt", lambda image, by: None)  # it was not out yet
    client.force_login(reporter)
    page = client.post(page_of(image), FIELDS | {"alt": "没人审过的话", "caption": "夜色"}, follow=True)
    said = page.content.decode()
    assert page.status_code == 200
    assert "《刚刚发布的稿》的封面" in said
    assert "没人审过的话" in said  # to be handed to somebody who may
    image.refresh_from_db()
    assert (image.alt, image.caption) == ("河面", "夜色")


@pytest.mark.parametrize(("state", "free"), [("draft", True), ("retracted", True), ("scheduled", False)])
def test_words_of_a_cover_are_free_where_no_reader_gets_it(
    client: Client,
    image: Image,
    chief: User,
    reporter: User,
    make_article: Callable[..., Article],
    state: str,
    free: bool,
) -> None:
    story = make_article("有封面的稿", cover=image.pk, live=state == "retracted")
    if state == "retracted":
        retract(story.pk, by=chief, note="失实")
    elif state == "scheduled":
        put_out(story.pk, at=timezone.now() + timedelta(hours=3))
    client.force_login(reporter)
    answer = client.post(page_of(image), FIELDS | {"alt": "夜里的河面"})
    assert answer.status_code == (302 if free else 200)


def test_whoever_publishes_in_other_channels_does_not_change_the_words_of_a_cover(
    client: Client, image: Image, make_article: Callable[..., Article]
) -> None:
    make_article("有封面的稿", cover=image.pk)
    sport, narrow = save_channel(Channel(slug="tiyu", name="体育")), person("chief2", "chief")
    ChannelScope.objects.create(person=narrow, act=ScopeAct.FINAL, channel=sport)
    client.force_login(narrow)
    assert "本网资讯" in client.post(page_of(image), FIELDS | {"alt": "夜里的河面"}).content.decode()
    image.refresh_from_db()
    assert image.alt == "河面"
