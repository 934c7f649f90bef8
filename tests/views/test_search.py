"""The search page: what it shows, what it never does, and what it costs."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from news.editorial import publication
from news.editorial.readers_seen import ReadersSeen, table_path
from news.models import Article, HotTerm, HouseWord, SearchCount, SiteIdentity
from news.rules.snapshot import Credit
from news.search.counting import collect
from news.search.words import forget

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


def ask(reader: Client, **query: str) -> str:
    return reader.get(f"/search/?{urlencode(query)}").content.decode()


def test_result_shows_headline_and_quotation_with_the_words_shining(reader: Client, make_article: Make) -> None:
    story = make_article(
        "口袋公园<b>年内</b>开放",
        body="<p>先说别的，写够四十个字再说，沿线都在施工，方案公示时收到六百多条意见。</p><p>十二处口袋公园 &lt;i&gt; 建成。</p>",
    )
    page = ask(reader, q="口袋公园")
    assert f'<a href="{story.address}"><mark>口袋公园</mark>&lt;b&gt;年内&lt;/b&gt;开放</a>' in page
    assert "十二处<mark>口袋公园</mark> &lt;i&gt; 建成。" in page
    assert "<b>年内" not in page
    assert 'value="口袋公园"' in page


def test_withdrawn_story_is_gone_at_the_next_request(reader: Client, make_article: Make, chief: User) -> None:
    story = make_article("夜市今晚开张")
    assert story.address in ask(reader, q="夜市")
    publication.unpublish(story.pk, by=chief, note="核实。")
    page = ask(reader, q="夜市")
    assert story.address not in page
    assert "没有找到“夜市”" in page


def test_page_is_never_stored_or_indexed_and_asks_no_cookie(reader: Client, make_article: Make) -> None:
    for address in ("/search/", "/search/?q=夜市", "/search/suggest/?q=夜"):
        answer = reader.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "form-action 'self'" in reader.get("/").headers["Content-Security-Policy"]
    assert reader.post("/search/", {"q": "夜市"}).status_code == 405


def test_box_stands_in_every_masthead(reader: Client, site: SiteIdentity, make_article: Make) -> None:
    story = make_article()
    for address in ("/", "/news/", story.address, "/about/"):
        page = reader.get(address).content.decode()
        assert 'action="/search/"' in page
        assert '<a class="masthead__find" href="/search/">' in page


def test_bare_form_shows_approved_terms_only(reader: Client, site: SiteIdentity) -> None:
    HotTerm.objects.create(term="冬季供暖", approved=True)
    HotTerm.objects.create(term="等待批准")
    page = ask(reader)
    assert '<a href="/search/?q=%E5%86%AC%E5%AD%A3%E4%BE%9B%E6%9A%96">冬季供暖</a>' in page
    assert "等待批准" not in page
    assert "没有找到" not in page
    assert "冬季供暖" in ask(reader, q="查无此词")


def test_filters_are_links_that_keep_the_rest(reader: Client, make_article: Make) -> None:
    one = make_article("书房一", byline=(Credit("reporter", "沈知禾"),))
    two = make_article("书房二", source="淮海晚讯", origin="reprint")
    assert "channel=news" in ask(reader, q="书房")
    found = ask(reader, q="书房", channel="news", reporter="沈知禾", when="week", kind="story", sort="new")
    assert one.address in found
    assert two.address not in found
    assert 'name="reporter" value="沈知禾"' in found
    assert two.address in ask(reader, q="书房", source="淮海晚讯")
    assert "去掉筛选条件再搜" in ask(reader, q="书房", source="别处")
    assert one.address in ask(reader, q="书房", channel="nirgends", when="ever", kind="?", sort="x")


def test_pages(reader: Client, make_article: Make) -> None:
    for number in range(22):
        make_article(f"第{number}处书房")
    first = ask(reader, q="书房")
    assert "&amp;page=2" in first
    assert "第 1–20 条" in first
    assert "第 21–22 条" in ask(reader, q="书房", page="2")
    for page in ("3", "11", "0", "-1", "x", "１", "9" * 30):
        assert reader.get(f"/search/?{urlencode({'q': '书房', 'page': page})}").status_code == 404


def test_query_budget_does_not_grow(
    reader: Client, make_article: Make, site: SiteIdentity, django_assert_num_queries: Any
) -> None:
    made = 0
    for count in (1, 30):
        for number in range(made, count):
            make_article(f"第{number}处书房", keywords=("阅读",), source="淮海晚讯")
        made = count
        reader.get("/search/?q=书房")
        for address in ("/search/?q=书房", "/search/?q=书房&sort=new&channel=news&when=year"):
            with django_assert_num_queries(3):  # chrome · which · these
                assert reader.get(address).status_code == 200
        with django_assert_num_queries(3):  # chrome · which · hot terms
            reader.get("/search/?q=查无此词")
        with django_assert_num_queries(2):  # chrome · hot terms
            reader.get("/search/")


@pytest.mark.parametrize(
    "question",
    [
        "*",
        "-",
        '"',
        "“",
        "夜" * 1000,
        "夜 " * 500,
        "😀",
        "a AND",
        "NEAR(",
        "\ue000c1",
        "%",
        "' OR 1=1",
        "\u202e",
        "-夜市",
    ],
)
def test_whatever_is_typed_gets_a_page(reader: Client, site: SiteIdentity, question: str) -> None:
    answer = reader.get("/search/", {"q": question})
    assert answer.status_code == 200
    assert reader.get("/search/suggest/", {"q": question}).status_code == 200
    assert reader.get("/search/?q=%00").status_code == 400
    assert reader.get("/search/?q=%ff%fe").status_code == 200


def test_who_asks_too_often_waits(reader: Client, site: SiteIdentity, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE = 3
    statuses = [reader.get("/search/?q=夜市").status_code for _turn in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    # The count lies in memory that other processes of the host see: a table opened anew knows it.
    table = ReadersSeen(table_path(str(settings.DATA_DIR)))
    assert not table.within_limit("search|127.0.0.1", 3, now=time.time())
    assert "搜索太频繁" in reader.get("/search/?q=夜市").content.decode()
    assert reader.get("/search/").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/search/?q=夜市").status_code == 200


def test_questions_are_counted_without_anything_of_the_reader(reader: Client, make_article: Make) -> None:
    make_article("夜市今晚开张")
    for question in ("夜市", " 夜市 ", "ＡＩ", "*"):
        reader.get("/search/", {"q": question})
    reader.get("/search/", {"q": "夜市", "sort": "new"})
    assert collect() == 4
    rows = {row.term: (row.asked, row.in_vain) for row in SearchCount.objects.all()}
    assert rows == {"夜市": (3, 0), "ai": (1, 1)}
    assert collect() == 0
    assert {field.name for field in SearchCount._meta.fields} == {"id", "term", "asked", "in_vain", "last_day"}


def test_hints_come_from_house_words_hot_terms_and_headlines(reader: Client, make_article: Make) -> None:
    make_article("云龙湖畔书房夜间开放")
    HotTerm.objects.create(term="云龙湖夜游", approved=True)
    HouseWord.objects.create(word="云龙湖", key="云龙湖", kind="place")
    forget()
    said = json.loads(reader.get("/search/suggest/", {"q": "云龙"}).content)
    assert said == {"suggestions": ["云龙湖夜游", "云龙湖", "云龙湖畔书房夜间开放"]}
    assert json.loads(reader.get("/search/suggest/").content) == {"suggestions": []}
