"""What the library knows of a story's pictures: rights that end, maps without a number, newer versions, AI."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial.articles import save_revision
from news.editorial.checking import look_over, picture_facts
from news.editorial.pictures import add_picture, like, newest_versions, replace_picture, uses
from news.editorial.review import fast_sign_off
from news.enums import CheckLevel
from news.errors import BadInput, NotAllowed
from news.models import Article, Image
from news.rules.snapshot import Snapshot
from tests.conftest import put_out, signer
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
OURS = {"rights_ended", "rights_ending", "map_number", "picture_replaced", "ai_picture"}


@pytest.fixture
def image(chief: User) -> Image:
    data = picture(1200, 700)
    return add_picture(io.BytesIO(data), len(data), by=chief, alt="河面上的晨雾")[0]


def body(*images: Image) -> str:
    return "<p>文</p>" + "".join(f'<figure><img src="{image.file.url}" alt="河面"></figure>' for image in images)


def found(image: Image, **changes: Any) -> list[tuple[str, CheckLevel, str]]:
    text = Snapshot(title="河面晨雾", body=body(image), **changes)
    return [(item.id, item.level, item.where) for item in look_over(text, article_id=None) if item.id in OURS]


@pytest.mark.parametrize(
    ("days", "wanted"),
    [
        (-1, [("rights_ended", CheckLevel.BLOCK, "图 1")]),
        (0, [("rights_ending", CheckLevel.HINT, "图 1")]),
        (14, [("rights_ending", CheckLevel.HINT, "图 1")]),
        (15, []),
    ],
)
def test_rights_are_warned_of_for_two_weeks_and_then_block(
    image: Image, days: int, wanted: list[tuple[str, CheckLevel, str]]
) -> None:
    Image.objects.update(rights_until=timezone.localdate() + timedelta(days=days))
    assert [(check, level) for check, level, _where in found(image)] == [(check, level) for check, level, _ in wanted]


def test_picture_whose_rights_ended_is_not_signed_off_and_may_be_let_through_with_a_reason(
    image: Image, make_article: Make, chief: User
) -> None:
    article = make_article(live=False, body=body(image))
    Image.objects.update(rights_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(BadInput, match="授权已于"):
        put_out(article.pk)
    fast_sign_off(article.pk, by=signer(), note="突发。", override="已与图片社续约。", publish=True)
    assert Article.objects.live().filter(pk=article.pk).exists()


def test_map_needs_its_number(image: Image) -> None:
    Image.objects.update(kind="map")
    assert [check for check, *_ in found(image)] == ["map_number"]
    Image.objects.update(map_number="苏S（2026）001号")
    assert found(image) == []


def test_cover_is_looked_at_too(image: Image) -> None:
    Image.objects.update(kind="map")
    blocked = look_over(Snapshot(title="题", body="<p>文</p>", cover=image.pk), article_id=None)
    assert [item.field for item in blocked if item.id == "map_number"] == ["cover"]


def test_picture_made_by_ai_asks_for_the_mark_of_the_story(image: Image) -> None:
    Image.objects.update(ai_made=True)
    assert [check for check, *_ in found(image)] == ["ai_picture"]
    assert found(image, ai_generated=True) == []


def test_facts_cost_one_query_and_a_text_without_pictures_none(
    image: Image, chief: User, django_assert_num_queries: Any
) -> None:
    others = []
    for width in range(600, 610):
        data = picture(width, 400)
        others.append(add_picture(io.BytesIO(data), len(data), by=chief)[0])
    for images in ([image], others):
        with django_assert_num_queries(1):
            assert len(picture_facts(Snapshot(title="题", body=body(*images), cover=image.pk))[0]) >= len(images)
    with django_assert_num_queries(0):
        assert picture_facts(Snapshot(title="题", body="<p>文</p>")) == ({}, None)


def replaced(image: Image, chief: User, width: int = 1300) -> Image:
    data = picture(width, 700)
    return replace_picture(image.pk, io.BytesIO(data), len(data), by=chief)


def test_newer_version_comes_with_the_next_sign_off(image: Image, make_article: Make, chief: User) -> None:
    article = make_article(body=body(image), cover=image.pk)
    new = replaced(image, chief)
    assert new.alt == "河面上的晨雾"
    article.refresh_from_db()
    assert (image.file.url in article.body, article.cover_id) == (True, image.pk)
    assert [check for check, *_ in found(image)] == ["picture_replaced"]
    text = article.working_revision.snapshot
    save_revision(article.pk, text, by=chief)
    article.refresh_from_db()
    assert image.file.url in article.body  # what is out stays
    put_out(article.pk)
    article.refresh_from_db()
    assert new.file.url in article.body
    assert image.file.url not in article.body
    assert article.cover_id == new.pk


def test_versions_do_not_chain_and_the_same_file_replaces_nothing(image: Image, chief: User) -> None:
    second = replaced(image, chief, 1300)
    third = replaced(second, chief, 1400)
    assert set(Image.objects.filter(replaced_by=third)) == {image, second}
    with pytest.raises(BadInput, match="同一张"):
        replaced(third, chief, 1400)
    with pytest.raises(BadInput, match="旧版"):
        replaced(third, chief, 1300)
    assert newest_versions(Image.objects.order_by("pk")) == {image.pk: third, second.pk: third}


def test_replacing_takes_the_permission(image: Image, django_user_model: type[User]) -> None:
    with pytest.raises(NotAllowed):
        replaced(image, django_user_model.objects.create_user("nobody"))


def test_uses_tell_live_texts_drafts_and_earlier_versions_apart(image: Image, make_article: Make, chief: User) -> None:
    make_article("已发布的稿", body=body(image))
    make_article("草稿", live=False, body=body(image))
    earlier = make_article("改过的稿", live=False, body=body(image))
    save_revision(
        earlier.pk, Snapshot(title="改过的稿", body="<p>没有图了</p>", channel=earlier.desk_channel_id), by=chief
    )
    make_article("没有图的稿")
    assert {use.title: use.where for use in uses(image)} == {
        "已发布的稿": "live",
        "草稿": "draft",
        "改过的稿": "version",
    }


def test_smaller_copy_and_other_compression_look_the_same(chief: User) -> None:
    from PIL import Image as Pillow  # noqa: PLC0415 - only here

    scene = Pillow.effect_mandelbrot((1200, 800), (-2.0, -1.2, 1.0, 1.2), 40).convert("RGB")
    stored = []
    for size, quality in (((1200, 800), 92), ((600, 400), 60)):
        out = io.BytesIO()
        scene.resize(size).save(out, "JPEG", quality=quality)
        stored.append(add_picture(io.BytesIO(out.getvalue()), len(out.getvalue()), by=chief)[0])
    out = io.BytesIO()
    scene.rotate(90).save(out, "JPEG")
    other = add_picture(io.BytesIO(out.getvalue()), len(out.getvalue()), by=chief)[0]
    assert like(stored[0]) == [stored[1]]
    assert like(other) == []


def test_plain_pictures_are_not_alike(chief: User, django_assert_num_queries: Any) -> None:
    from PIL import Image as Pillow  # noqa: PLC0415 - only here

    stored = []
    for colour in ("red", "blue"):
        out = io.BytesIO()
        Pillow.new("RGB", (600, 400), colour).save(out, "PNG")
        stored.append(add_picture(io.BytesIO(out.getvalue()), len(out.getvalue()), by=chief)[0])
    with django_assert_num_queries(0):
        assert like(stored[0]) == []
