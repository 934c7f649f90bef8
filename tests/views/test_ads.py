"""House advertisements on readers' pages, and what the desk is told of them."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial.pictures import add_picture
from news.enums import AdPlace
from news.models import Ad, Article, AuditEntry, FriendLink
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def shown(page: str) -> set[str]:
    """Return the places that have an advertisement on a page."""
    return {place for place in AdPlace.values if f'class="ad ad--{place}' in page}


@pytest.fixture
def ads(db: None) -> None:
    for place in AdPlace.values:
        Ad.objects.create(place=place, title=f"书市{place}", link="/advertise/")


def test_each_place_has_its_own_with_its_label_and_costs_no_query(
    reader: Client, make_article: Make, ads: None, django_assert_num_queries: Any
) -> None:
    article = make_article()
    reader.get("/about/")
    for address, places, queries in (("/", {"masthead", "home"}, 4), ("/news/", {"masthead", "rail"}, 4)):
        with django_assert_num_queries(queries):  # those of test_budgets
            page = reader.get(address).content.decode()
        assert shown(page) == places, address
        assert page.count('<span class="tag">广告</span>') == len(places)
    assert shown(reader.get(article.address).content.decode()) == {"masthead", "rail", "article"}
    for address in ("/about/", "/contact/story/", "/staff/", "/nothing/"):
        assert shown(Client().get(address).content.decode()) == set(), address


def test_none_stands_on_what_minors_should_not_see_nor_in_a_preview(
    reader: Client, desk: Client, make_article: Make, ads: None
) -> None:
    flagged, plain = make_article(minors=True), make_article()
    assert shown(reader.get(flagged.address).content.decode()) == set()
    assert shown(desk.get(f"/admin/news/article/{plain.pk}/preview/").content.decode()) == set()


def test_the_clock_begins_and_ends_it_without_a_worker(reader: Client, make_article: Make, monkeypatch: Any) -> None:
    make_article()
    now = timezone.now()
    Ad.objects.create(place="home", title="明天才有", link="", starts_at=now + timedelta(days=1))
    ended = Ad.objects.create(
        place="home", title="正在展示", starts_at=now - timedelta(days=1), ends_at=now + timedelta(hours=1)
    )
    page = reader.get("/").content.decode()
    assert "正在展示" in page
    assert "明天才有" not in page
    Ad.objects.filter(pk=ended.pk).update(active=False)
    assert shown(reader.get("/").content.decode()) == set()
    monkeypatch.setattr("news.reading.chrome.timezone.now", lambda: now + timedelta(days=2))
    assert "明天才有" in reader.get("/").content.decode()


def test_a_picture_keeps_its_shape_and_says_what_it_says(
    reader: Client, make_article: Make, chief: User, django_capture_on_commit_callbacks: Any
) -> None:
    make_article()
    data = picture(1200, 200)
    with django_capture_on_commit_callbacks(execute=False) as later:
        image, _new = add_picture(io.BytesIO(data), len(data), by=chief)
    Ad.objects.create(place="home", title="书市周末开张", link="https://shop.example/", image=image)
    before = reader.get("/").content.decode()
    assert 'alt="书市周末开张" width="1200" height="200"' in before
    assert 'href="https://shop.example/" rel="sponsored external noopener"' in before
    for made in later:
        made()
    assert f"{image.stem}-480.webp" in reader.get("/").content.decode()  # copies are seen as soon as they are there


def test_another_picture_under_the_same_number_is_shown_at_once(
    reader: Client, make_article: Make, chief: User
) -> None:
    make_article()
    data = picture(1200, 200)
    image, _new = add_picture(io.BytesIO(data), len(data), by=chief)
    Ad.objects.create(place="home", title="书市周末开张", image=image)
    assert f"/media/{image.file.name}" in reader.get("/").content.decode()
    type(image).objects.filter(pk=image.pk).update(file="images/another.jpg")
    assert "/media/images/another.jpg" in reader.get("/").content.decode()


def test_the_desk_checks_links_previews_and_audits(desk: Client, reporter: User) -> None:
    data = {"place": "rail", "title": "书市", "weight": "1", "position": "0", "active": "on", "starts_at_0": "2026-01-01",
            "starts_at_1": "00:00:00", "ends_at_0": "", "ends_at_1": "", "image": ""}  # fmt: skip
    for link in ("javascript:alert(1)", "http://127.0.0.1/", "没有这种"):
        page = desk.post("/admin/news/ad/add/", data | {"link": link})
        assert page.status_code == 200
        assert not Ad.objects.exists()
    wrong = data | {"link": "", "ends_at_0": "2025-01-01", "ends_at_1": "00:00:00"}
    assert "结束时间须晚于开始时间" in desk.post("/admin/news/ad/add/", wrong).content.decode()
    desk.post("/admin/news/ad/add/", data | {"link": "www.shop.example/a"})
    ad = Ad.objects.get()
    assert ad.link == "https://www.shop.example/a"
    page = desk.get(f"/admin/news/ad/{ad.pk}/change/").content.decode()
    for said in ("频道页和文章页的侧栏", "展示中", '<div class="ad ad--rail">', "大字版"):
        assert said in page
    assert AuditEntry.objects.filter(thing="news.ad", act="added").exists()
    other = Client()
    other.force_login(reporter)
    assert other.get("/admin/news/ad/").status_code == 403


def test_a_friend_link_leads_to_another_site(desk: Client) -> None:
    for url in ("javascript:1", "/about/", "http://10.0.0.1/", "https://news.example/about/"):
        assert desk.post("/admin/news/friendlink/add/", {"name": "友", "url": url, "position": "1"}).status_code == 200
    desk.post("/admin/news/friendlink/add/", {"name": "友", "url": "library.example.cn", "position": "1"})
    assert FriendLink.objects.get().url == "https://library.example.cn"
