"""PostgreSQL plans a page's query once for each connection, and compiles none."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, DataError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from news.editorial.cases import Case
from news.models import Article, Channel, planned
from news.models.prepared import NUMBERS, Prepared
from news.reading.calendar import month_page_part
from tests.newsroom import draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]
Make = Callable[..., Article]


def asked() -> Prepared[Any]:
    """Return a query of its own, with a sign of text that stands for a gap elsewhere and a text that has to be quoted."""
    return Prepared(
        lambda number: (
            Article.objects.filter(pk=number)
            .exclude(title="甲'乙 %s")
            .annotate(odd=F("pk") % 2)
            .values_list("title", "odd", F("pk") - number)
        ),
        number=NUMBERS[0],
    )


def read(query: Prepared[Any], article: Article) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in query.tuples(number=article.pk)]


def known() -> dict[str, tuple[int, int]]:
    """Return how often each query that this connection knows was run: with a plan for all values, with one for its."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans, custom_plans FROM pg_prepared_statements")
        return {name: (generic, custom) for name, generic, custom in cursor.fetchall() if name in planned.KNOWN}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def counted() -> float:
    """Return how many articles PostgreSQL believes to have; -1: it never counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'news_article'")
        return float(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def before_any_pooler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(planned._Pooled, "found", False)
    connection.close()
    yield
    connection.close()


def test_a_new_connection_compiles_nothing_and_plans_once() -> None:
    new = connections.create_connection("default")
    try:
        with new.cursor() as cursor:
            for name, value in (("jit", "off"), ("plan_cache_mode", "force_generic_plan")):
                cursor.execute(f"SHOW {name}")
                assert cursor.fetchone() == (value,)
    finally:
        new.close()


def test_what_an_act_asks_is_text_so_that_no_pooler_ends_its_transaction(
    yaowen: Channel, reporter: User, chief: User
) -> None:
    for by in (reporter, chief):
        article = draft(yaowen, by)
        assert [author.person for author in Case(article, chief).writers] == [by.pk]
    assert known() == {}


def test_a_query_is_planned_once_and_asked_with_other_values(make_article: Make) -> None:
    query, made = asked(), [make_article(f"第{n}篇") for n in range(3)]
    for article in made:
        assert read(query, article) == [(article.title, article.pk % 2, 0)]
    [words] = query._made.values()
    assert words.planned is not None
    assert known() == {**known(), words.planned.name: (3, 0)}


def test_another_connection_is_told_anew(make_article: Make) -> None:
    query, made = asked(), make_article("一篇")
    for _each in range(2):
        assert read(query, made)[0][0] == "一篇"
        assert list(known().values()) == [(1, 0)]
        connection.close()


def test_what_was_told_outlives_a_transaction_that_is_taken_back(make_article: Make) -> None:
    query, made = asked(), make_article("一篇")
    with transaction.atomic():
        assert read(query, made)
        transaction.set_rollback(True)
    assert read(query, made)
    assert list(known().values()) == [(2, 0)]


def test_a_name_means_the_same_in_every_process(make_article: Make) -> None:
    """A pooler may give a session in which another process has made the query known."""
    made, first, second = make_article("一篇"), asked(), asked()
    assert read(first, made) == read(second, made)
    planned._told.clear()  # as in another process
    assert read(second, made) == [("一篇", made.pk % 2, 0)]
    assert list(known().values()) == [(3, 0)]
    other = Prepared(lambda number: Article.objects.filter(pk=number).values_list("summary"), number=NUMBERS[0])
    assert read(other, made) == [(made.summary,)]
    assert len(known()) == 2


def test_a_column_of_another_type_is_read_as_it_is_now() -> None:
    query = Prepared(lambda number: ContentType.objects.filter(pk=number).values_list("model"), number=NUMBERS[0])
    kind = ContentType.objects.get_for_model(Article)
    assert query.tuples(number=kind.pk) == [("article",)]
    for size in (200, 100):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE django_content_type ALTER COLUMN model TYPE varchar({size})")
        assert query.tuples(number=kind.pk) == [("article",)]
        assert known() == {}
        assert query.tuples(number=kind.pk) == [("article",)]
        assert list(known().values()) == [(1, 0)]


def test_behind_a_pooler_that_django_knows_of_queries_are_text(make_article: Make, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    query, made = asked(), make_article("一篇")
    assert read(query, made) == [("一篇", made.pk % 2, 0)]
    assert known() == {}


def test_a_pooler_that_nobody_told_of_is_noticed_at_the_first_refusal(make_article: Make, caplog: Any) -> None:
    query, made = asked(), make_article("一篇")
    read(query, made)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # as if the pooler had given another session
    for _each in range(2):
        assert read(query, made) == [("一篇", made.pk % 2, 0)]
    assert [record.name for record in caplog.records] == ["news.models.planned"]
    assert known() == {}


def test_inside_a_transaction_the_refusal_is_told_once(make_article: Make) -> None:
    query, made = asked(), make_article("一篇")
    read(query, made)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(DatabaseError), transaction.atomic():
        read(query, made)
    with transaction.atomic():
        assert read(query, made)


def test_after_an_import_the_tables_are_counted(yaowen: Channel, site: Any, tmp_path: Path) -> None:
    line = {
        "id": 459367, "title": "会议召开", "channel": yaowen.path, "source": "河湾网",
        "body": "<p>会议召开。</p>", "published_at": "2023-12-21T09:30:00",
    }  # fmt: skip
    (tmp_path / "in.jsonl").write_text(json.dumps(line))
    call_command("import_articles", str(tmp_path / "in.jsonl"), format="jsonl")
    assert counted() == 1


def test_after_demo_content_the_tables_are_counted(quick_pictures: None) -> None:
    call_command("seed_demo", articles=90)
    assert counted() == 90


@pytest.mark.long
def test_the_days_of_a_month_are_walked_along_the_index_in_a_small_newsroom_too(quick_pictures: None) -> None:
    """A plan for all values sorted the month's stories once for each of its days: 12 ms a page with 10,000 stories."""
    call_command("seed_demo", articles=10_000)
    channel = Channel.objects.get(path="news/yaowen")
    asked: list[tuple[str, Any]] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        month_page_part(channel, timezone.localdate() - timedelta(days=150))
    [(sql, params)] = [pair for pair in asked if pair[0].startswith("EXECUTE")]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        steps = list(nodes(cursor.fetchone()[0][0]["Plan"]))
    assert [step["Node Type"] for step in steps if "Sort" in step["Node Type"]] == []
    # of the months after it, one day: the step that ends the walk
    [walk] = [step for step in steps if step["Node Type"] == "WorkTable Scan"]
    assert 20 < walk["Actual Loops"] <= 32


def test_after_a_restore_the_tables_are_counted(
    make_article: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # instead of unpacking a backup: rows that came without anybody counting them
    monkeypatch.setattr("news.management.commands.restore.read_backup", lambda _path: make_article("一篇"))
    call_command("restore", str(tmp_path / "b.zip"))
    assert counted() == 1


def test_another_error_is_an_error(make_article: Make) -> None:
    query = asked()
    with pytest.raises(DataError), transaction.atomic():
        query.tuples(number="no number")
    assert planned._Pooled.found is False
