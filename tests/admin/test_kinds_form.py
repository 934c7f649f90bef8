"""The writing page: kind, series, labels, short title, and a cover that is taken from the text."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html

from news.editorial.files import add_file
from news.editorial.pictures import add_picture
from news.models import Article, AuditEntry, Image, Series
from news.rules.findings import Facts, findings
from news.rules.snapshot import Snapshot
from tests.admin.conftest import change_url
from tests.files import PDF
from tests.pictures import picture as drawn

pytestmark = pytest.mark.django_db
ADD = "admin:news_article_add"


@pytest.fixture
def picture(chief: User) -> Callable[[int], Image]:
    """Return a function that puts a picture into the library, another one for each number."""

    def add(n: int) -> Image:
        data = drawn(1200, 800, color=(40 * n, 90, 60))
        return add_picture(io.BytesIO(data), len(data), by=chief, alt=f"第{n}张图")[0]

    return add


def text_of(article: Article) -> Snapshot:
    working = Article.objects.select_related("working_revision").get(pk=article.pk).working_revision
    assert working is not None
    return working.snapshot


def test_everything_new_of_the_form_comes_into_the_text_and_back(desk: Client, typed: Callable) -> None:
    series = Series.objects.create(name="河湾人家", slug="hewan")
    data = typed(
        kind="video",
        link="video.example/v/1",
        series=series.pk,
        series_place="3",
        minors="on",
        advertisement="on",
        no_cover="on",
    )
    desk.post(reverse(ADD), data)
    article = Article.objects.get()
    text = text_of(article)
    assert (text.kind, text.link, text.series, text.series_place) == (
        "video",
        "https://video.example/v/1",
        series.pk,
        3,
    )
    assert (text.labels, text.no_cover) == (["minors", "ad"], True)
    assert article.desk_kind == "video"
    form = html.fromstring(desk.get(change_url(article)).content.decode()).get_element_by_id("article_form")
    shown = {name: value for name, value in form.form_values() if name in data}
    names = ("kind", "series", "series_place", "minors", "advertisement", "no_cover")
    assert {name: shown[name] for name in names} == {name: str(data[name]) for name in names}
    assert shown["link"] == text.link


def test_a_form_from_before_kinds_leaves_the_kind_as_it_is(
    desk: Client, make_article: Callable, typed: Callable
) -> None:
    article = make_article(live=False, kind="gallery")
    desk.post(change_url(article), typed(article, title="改过"))
    assert (text_of(article).kind, text_of(article).title) == ("gallery", "改过")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "poem"),
        ("link", "javascript:alert(1)"),
        ("link", "https://user:pw@host.example/"),
        ("series", "4711"),
        ("series_place", "0"),
    ],
)
def test_nonsense_is_said_at_its_field_and_nothing_is_saved(
    desk: Client, typed: Callable, field: str, value: str
) -> None:
    answer = desk.post(reverse(ADD), typed(kind="link") | {field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert not Article.objects.exists()


def test_the_first_picture_of_the_text_becomes_the_cover(
    desk: Client, typed: Callable, picture: Callable[[int], Image]
) -> None:
    one, two = picture(1), picture(2)
    body = "".join(f'<figure><img src="{item.file.url}" alt="图"></figure>' for item in (one, two))
    desk.post(reverse(ADD), typed(body=body))
    article = Article.objects.get()
    assert text_of(article).cover == one.pk
    # another one stays chosen, none stays none, and an unchanged text makes no version
    desk.post(change_url(article), typed(article, body=body, cover=str(two.pk)))
    assert text_of(article).cover == two.pk
    desk.post(change_url(article), typed(article, body=body, cover=str(two.pk), no_cover="on"))
    assert (text_of(article).cover, text_of(article).no_cover) == (None, True)
    before = article.revisions.count()
    desk.post(change_url(article), typed(article, body=text_of(article).body, no_cover="on"))
    assert article.revisions.count() == before
    desk.post(change_url(article), typed(article, body=body))
    assert text_of(article).cover == one.pk


def test_a_text_of_before_that_is_saved_unchanged_keeps_its_hash(
    desk: Client, make_article: Callable, typed: Callable, picture: Callable[[int], Image]
) -> None:
    body = f'<figure><img src="{picture(1).file.url}" alt="图"></figure>'
    article = make_article(live=False, body=body, source="河湾网", editors=("何青禾",), title="滨河夜市周五试营业")
    before = Article.objects.get(pk=article.pk).working_revision_id
    desk.post(change_url(article), typed(article, body=text_of(article).body))
    assert Article.objects.get(pk=article.pk).working_revision_id == before


def test_the_form_shows_what_each_place_takes_of_the_cover(
    desk: Client, make_article: Callable, picture: Callable[[int], Image]
) -> None:
    image = picture(1)
    Image.objects.filter(pk=image.pk).update(focus_x=100, focus_y=0)
    page = html.fromstring(desk.get(change_url(make_article(cover=image.pk))).content.decode())
    views = {
        svg.get("data-ratio"): svg.get("viewbox") or svg.get("viewBox")
        for svg in page.xpath("//*[@id='d-cover']//svg")
    }
    assert views == {"16:9": "0 0 1200 675", "8:5": "0 0 1200 750", "1:1": "400 0 800 800"}


def test_also_in_names_the_whole_way_to_a_channel(desk: Client, make_article: Callable) -> None:
    page = html.fromstring(desk.get(change_url(make_article())).content.decode())
    labels = [label.text_content().strip() for label in page.get_element_by_id("d-also-list").iter("label")]
    assert labels == ["资讯频道", "资讯频道 › 本网资讯"]


def test_the_form_with_everything_opens_in_ten_queries(
    desk: Client, chief: User, make_article: Callable, picture: Callable[[int], Image], django_assert_num_queries: Any
) -> None:
    series = [Series.objects.create(name=f"系列{n}", slug=f"s{n}") for n in range(30)]
    guide, _new = add_file(io.BytesIO(PDF), by=chief, name="申报指南.pdf")
    other = make_article("滨河夜市试营业")
    for count in (1, 9):
        body = "".join(f'<figure><img src="{picture(n).file.url}" alt="图"></figure>' for n in range(count))
        body += f'<p><a href="{other.address}">前文</a>、<a href="/news/yaowen/">频道</a>、<a href="/news/gone/">旧栏目</a></p>'
        body += f'<p class="file"><a href="{guide.address}">申报指南.pdf</a></p>' * count
        article = make_article(
            f"夜市灯会第{count}场", kind="link", link="https://elsewhere.example/", series=series[3].pk,
            cover=picture(20).pk, body=body,
        )  # fmt: skip
        desk.get(change_url(article))
        # session, person, rights · story, channels, choices with the top bar, pictures with the cover, what the text
        # names (like headlines, links, files) · who wrote and passed it, working copies
        with django_assert_num_queries(10):
            page = desk.get(change_url(article)).content.decode()
        assert "系列29" in page
        assert page.count("/news/gone/") > 1  # the dead link is found, and in the text


def test_the_list_shows_and_filters_kinds(desk: Client, make_article: Callable) -> None:
    make_article("组图一则", kind="gallery", live=False)
    make_article("文字一则", live=False)
    page = desk.get(reverse("admin:news_article_changelist"), {"kind": "gallery"}).content.decode()
    assert "组图一则" in page
    assert "文字一则" not in page
    assert 'aria-label="组图"' in page
    assert desk.get(reverse("admin:news_article_changelist"), {"kind": "poem"}).status_code == 200


@pytest.mark.parametrize(
    ("short", "found"), [("", False), ("城市书房夜里开", False), ("二" * 21, True), ("城市书房夜间开放", True)]
)
def test_a_short_title_is_short(short: str, found: bool) -> None:
    text = Snapshot(title="城市书房夜间开放", short_title=short, body="<p>文</p>", channel=1)
    assert ("long_short_title" in {item.id for item in findings(text, Facts())}) is found


def test_series_are_kept_by_chief_and_site_and_told_in_the_audit(
    desk: Client, pen: Client, make_article: Callable
) -> None:
    add = reverse("admin:news_series_add")
    assert pen.get(add).status_code == 403
    data = {"name": "河湾人家", "slug": "hewan", "description": "", "cover": ""}
    assert desk.post(add, data | {"slug": "He Wan"}).status_code == 200
    assert desk.post(add, data | {"slug": "2026-01-01"}).status_code == 200
    assert desk.post(add, data).status_code == 302
    series = Series.objects.get()
    assert AuditEntry.objects.filter(act="added", thing="news.series", thing_name="河湾人家").exists()
    change = reverse("admin:news_series_change", args=[series.pk])
    make_article(series=series.pk)
    desk.post(change, data | {"name": "河湾人家（二）", "slug": "other"})
    series.refresh_from_db()
    assert (series.name, series.slug) == ("河湾人家（二）", "hewan")
    answer = desk.post(reverse("admin:news_series_delete", args=[series.pk]), {"post": "yes"})
    assert answer.status_code == 200
    assert Series.objects.exists()
