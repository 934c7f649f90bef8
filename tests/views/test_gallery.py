"""The pictures of a gallery: in order, numbered, each an address of its own and a link to its large version."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import html

from news.editorial.pictures import add_picture
from news.editorial.publication import unpublish
from news.models import Article, Image
from tests.conftest import signer
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture
def body(chief: User) -> str:
    parts = []
    for n, words in enumerate(("晨雾", "白鹭", ""), start=1):
        data = picture(800 + n, 500)
        image, _new = add_picture(io.BytesIO(data), len(data), by=chief, alt=f"画面{n}", caption=words, credit="")
        parts.append(f'<figure><img src="{image.file.url}"></figure><p>走到第{n}站。</p>')
    return "".join(parts)


def test_a_gallery_numbers_its_pictures(reader: Client, make_article: Make, body: str) -> None:
    root = html.fromstring(reader.get(make_article(kind="gallery", body=body).address).content.decode())
    plates = root.xpath("//figure[@class='fig plate']")
    assert [plate.get("id") for plate in plates] == ["p1", "p2", "p3"]
    assert [plate.find("figcaption").text_content() for plate in plates] == ["1 / 3晨雾", "2 / 3白鹭", "3 / 3"]
    assert [plate.xpath("figcaption/a/@href") for plate in plates] == [["#p1"], ["#p2"], ["#p3"]]
    links = [plate.find("a") for plate in plates]
    assert [link.get("data-view") for link in links] == ["801x500", "802x500", "803x500"]
    assert all(link.get("href").startswith("/media/") and link.find(".//img") is not None for link in links)
    assert "共 3 张" in root.text_content()
    assert [src for src in root.xpath("//script/@src") if "viewer" in src]


def test_below_a_gallery_stand_the_ones_before_it_in_its_channel(
    reader: Client, make_article: Make, body: str, django_assert_num_queries: Any
) -> None:
    cover = Image.objects.order_by("pk")[0].pk
    made = [make_article(f"第{n}组", kind="gallery", body=body, cover=cover) for n in range(6)]
    make_article("一篇文字", cover=cover)
    make_article("涉未成年人的一组", kind="gallery", body=body, cover=cover, minors=True)
    newest = make_article("最新的一组", kind="gallery", body=body, cover=cover)

    def more(article: Article) -> list[str]:
        root = html.fromstring(reader.get(article.address).content.decode())
        return [item.text_content() for item in root.xpath("//section[@aria-labelledby='more-plates']//h3")]

    assert more(newest) == ["第5组", "第4组", "第3组", "第2组"]
    assert more(made[1]) == ["第0组"]
    assert more(made[0]) == []
    # article with the numbers of those before it · chrome · cards of all · its pictures · most read
    with django_assert_num_queries(5):
        reader.get(newest.address)
    unpublish(made[5].pk, by=signer(), note="核实。")
    assert more(newest) == ["第4组", "第3组", "第2组", "第1组"]


def test_the_script_is_only_where_there_is_something_to_enlarge(reader: Client, make_article: Make, body: str) -> None:
    story = reader.get(make_article(body=body).address).content.decode()
    assert "viewer.js" not in story
    assert "plate" not in story
    figures = body.replace("<p>走到第1站。</p>", "").replace("<p>走到第2站。</p>", "").split("<p>")[0]
    group = f'<figure class="group">{figures}<figcaption>三站</figcaption></figure>'
    assert "viewer.js" in reader.get(make_article("组", body=group).address).content.decode()
