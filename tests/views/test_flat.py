"""What pages ask of the database: nothing that grows with the archive. Plans are looked at over 200,000 stories."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Pillow

from news.demo import seed as seeding
from news.demo.archive import fill_archive
from news.editorial import topics
from news.enums import BylineRole
from news.models import Article, Series, StaffMember, Topic
from news.models.planned import KNOWN
from news.rules.snapshot import Credit
from tests.every_page import QUESTIONS, desk_addresses, narrowed, reader_addresses

STORIES = 200_000
REPORTS = {"desk_workload", "desk_workload_export"}  # no lists: they add up the stories of a month
MOST_SORTED, MOST_LEFT_OUT = 5_000, 10_000
TABLES = ("news_article", "news_listing", "news_keywording", "news_bylining", "news_searchdocument")
GROWS = re.compile(r"COUNT\(|\bDISTINCT\b|\bOVER\s*\(|\bI?LIKE\b|OFFSET (?!\d{1,3}\b)\d+", re.IGNORECASE)
OF_HITS = re.compile(r"count\(\*\)(?:\)| END| FROM newest| FROM [wp]\d+\))")  # of hits that are bounded


@pytest.fixture
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo's pictures be made at once, each another."""
    made: list[str] = []

    def drawn(name: str) -> bytes:
        made.append(name)
        out = io.BytesIO()
        Pillow.new("RGB", (64, 48), (len(made) * 5, 90, 120)).save(out, "JPEG")
        return out.getvalue()

    monkeypatch.setattr(seeding, "draw", drawn)


@pytest.fixture
def archive(make_article: Callable[..., Article], chief: User, site: Any) -> Article:
    """A small archive in which every kind of page has something to show; the story in its middle."""
    series = Series.objects.create(name="河边人家", slug="river")
    person = StaffMember.objects.create(name="沈知禾", card_number="1", position="记者", consent_on=date(2024, 1, 1))
    by = (Credit(BylineRole.REPORTER, person.name),)
    made = [
        make_article(f"城市书房之{n}", keywords=("夜市",), series=series.pk, series_place=n, byline=by)
        for n in range(1, 6)
    ]
    opened = timezone.now() - timedelta(hours=1)
    topic = topics.save_topic(Topic(title="书房", slug="rooms", opens_at=opened), by=chief)
    section = topics.add_section(topic.pk, "近况", by=chief)
    section.channel = made[0].channel
    topics.change_section(section, by=chief)
    return made[2]


@pytest.mark.django_db
def test_no_public_page_counts_or_skips_or_compares_stories(archive: Article) -> None:
    reader, grows, answered = Client(), {}, set()
    for name, address in reader_addresses(archive).items():
        with CaptureQueriesContext(connection) as asked:
            answer: Any = reader.get(address)
            if answer.streaming:
                list(answer.streaming_content)
        if answer.status_code == 200:
            answered.add(name)
        for query in asked:
            sql = OF_HITS.sub("", spelled_out(query["sql"]))
            if any(table in sql for table in TABLES) and GROWS.search(sql):
                grows[name] = sql
    assert grows == {}
    lists = {"home", "channel", "channel-top", "archive", "keyword", "topic", "series", "reporter", "corrections"}
    assert {*lists, "article", "rss", "sitemap-articles", f"search?q={QUESTIONS[0]}"} <= answered


@pytest.mark.long
@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_every_list_goes_along_an_index_over_200_000_stories(small_pictures: None, settings: Any) -> None:
    settings.SEARCHES_PER_MINUTE = 1_000_000
    person = User.objects.create_superuser("root1", password="root-secret")
    fill_archive(STORIES, by=person)
    desk, reader = Client(), Client()
    desk.force_login(person)
    story = Article.objects.live().newest().select_related("channel")[3_000]
    bad: dict[str, list[str]] = {}
    seen: set[str] = set()
    for client, pages in ((reader, reader_addresses(story).items()), (desk, desk_addresses()), (desk, narrowed(desk))):
        for name, address in pages:
            if name in REPORTS:
                continue
            for sql, params in asked_for(client, address):
                if sql in seen and "?" not in address:
                    continue
                seen.add(sql)
                wrong = [*complaints(plan(sql, params))]
                if wrong:
                    bad.setdefault(name, []).append(f"{'; '.join(wrong)}: {spelled_out(sql)[:3000]}")
    assert not bad, "\n\n".join(f"{name}: {line}" for name, lines in bad.items() for line in lines)


def asked_for(client: Client, address: str) -> list[tuple[str, Any]]:
    """Return what a page reads; of one that is sent in pieces, until the first of them."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = spelled_out(sql)
        if words.lstrip("( ").startswith(("SELECT", "WITH")) and any(table in words for table in TABLES):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer: Any = client.get(address)
        assert answer.status_code < 500, address
        if answer.streaming:
            next(iter(answer.streaming_content), b"")
    return asked


def spelled_out(sql: str) -> str:
    """Return what is asked; a query that was planned before is called by its name."""
    called = re.match(r"EXECUTE (\w+)", sql)
    return KNOWN[called[1]] if called else sql


def plan(sql: str, params: Any) -> dict[str, Any]:
    """Return how PostgreSQL answered it; one that is called by its name, with the plan that it has for all values."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        found: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
    return found


def estimated(node: dict[str, Any]) -> int:
    """Return how many rows PostgreSQL expected of the branches that it took."""
    if not node["Actual Loops"]:
        return 0
    inputs = [below for below in node.get("Plans", ()) if below["Parent Relationship"] not in {"InitPlan", "SubPlan"}]
    if node["Node Type"] in {"Append", "Result", "Subquery Scan"} and inputs:
        return min(int(node["Plan Rows"]), sum(map(estimated, inputs)))
    return int(node["Plan Rows"])


def complaints(node: dict[str, Any]) -> Iterator[str]:
    """Yield what of a plan grows with the archive: a whole table read, a long list sorted, many rows thrown away."""
    if not node["Actual Loops"]:
        return  # a branch that was not taken
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if kind == "Seq Scan" and table in TABLES:
        yield f"reads all of {table}"
    rows = max((estimated(below) for below in node.get("Plans", ())), default=0)
    if kind == "Sort" and rows > MOST_SORTED:
        yield f"sorts {rows} rows"
    thrown = node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
    if thrown > MOST_LEFT_OUT:
        yield f"throws {thrown} rows of {table} away"
    for below in node.get("Plans", ()):
        yield from complaints(below)
