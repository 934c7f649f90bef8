"""The index follows what readers may see, in the transaction that changes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.imports import ImportedArticle, import_article
from news.models import Article, Channel, DeskDocument, SearchDocument
from news.rules.snapshot import Credit, Snapshot
from news.search import rebuild
from news.search.asking import read
from news.search.finding import desk_numbers, find
from news.search.schema import install, missing
from tests.conftest import put_out
from tests.newsroom import clock

pytestmark = pytest.mark.django_db


def found(question: str, **more: Any) -> list[int]:
    return list(find(read(question), **more).numbers)


def at_desk(question: str) -> set[int]:
    numbers = Article.objects.filter(pk__in=desk_numbers(read(question, desk=True)))
    return set(numbers.values_list("pk", flat=True))


def test_found_from_publication_to_withdrawal_and_back(make_article: Callable[..., Article], chief: User) -> None:
    story = make_article("云龙湖畔书房夜间开放", body="<p>徐州市民可以读到零点。</p>", keywords=("全民阅读",))
    for question in ("云龙湖", "徐州", "全民阅读", "书房 零点"):
        assert found(question) == [story.pk]
        assert found(question, by_time=True) == [story.pk]
    publication.unpublish(story.pk, by=chief, note="核实。")
    assert found("书房") == []
    publication.restore(story.pk, by=chief)
    assert found("书房") == [story.pk]
    publication.retract(story.pk, by=chief, note="失实。")
    assert found("书房") == []
    assert at_desk("书房") == {story.pk}
    publication.delete(story.pk, by=chief)
    assert found("书房") == []
    assert at_desk("书房") == {story.pk}, "the recycle bin is searched too"


def test_future_and_expired_stories_are_not_found(make_article: Callable[..., Article], chief: User) -> None:
    now = timezone.now()
    later = make_article("明日的书房", live=False)
    put_out(later.pk, at=now + timedelta(hours=1))
    short = make_article("今日的书房", expires_at=(now + timedelta(minutes=30)).isoformat())
    assert found("书房") == found("书房", by_time=True) == [short.pk]
    with clock(now + timedelta(hours=2)):
        assert found("书房") == found("书房", by_time=True) == [later.pk]
    publication.unpublish(later.pk, by=chief, note="不发了。")
    with clock(now + timedelta(hours=2)):
        assert found("书房") == []


def test_draft_over_live_is_found_by_readers_with_the_old_text_only(
    make_article: Callable[..., Article], chief: User
) -> None:
    story = make_article("夜市今晚开张")
    text = story.live_revision.snapshot if story.live_revision else Snapshot()
    save_revision(story.pk, replace(text, title="早市明天开张"), by=chief)
    assert (found("夜市"), found("早市")) == ([story.pk], [])
    assert at_desk("夜市") == at_desk("早市") == {story.pk}
    put_out(story.pk)
    assert (found("夜市"), found("早市")) == ([], [story.pk])
    assert at_desk("夜市") == set(), "what nobody writes or reads any more is not found"
    assert DeskDocument.objects.count() == 0


def test_refused_publication_leaves_the_index_as_it_was(make_article: Callable[..., Article], chief: User) -> None:
    story = make_article("夜市今晚开张")
    with transaction.atomic():
        publication.unpublish(story.pk, by=chief, note="核实。")
        assert found("夜市") == []
        transaction.set_rollback(True)
    assert found("夜市") == [story.pk]


def test_rows_that_the_database_deletes_are_out_of_the_search(make_article: Callable[..., Article]) -> None:
    story = make_article("夜市今晚开张")
    SearchDocument.objects.all().delete()
    assert found("夜市") == []
    assert found("开张 -今晚") == []
    assert missing(connection) == set()
    assert story.pk


def test_imported_stories_are_found_and_follow_their_line(yaowen: Channel) -> None:
    when = timezone.now() - timedelta(days=30)
    text = Snapshot(
        title="老城改造", body="<p>雨污分流。</p>", channel=yaowen.pk, byline=(Credit("reporter", "沈知禾"),)
    )
    story, _outcome = import_article(ImportedArticle(459367, text, when))
    assert found("雨污分流") == found("沈知禾") == [story.pk]
    assert at_desk("改造") == {story.pk}
    import_article(ImportedArticle(459367, replace(text, body="<p>燃气入户。</p>"), when))
    assert (found("雨污分流"), found("燃气")) == ([], [story.pk])


def test_desk_finds_drafts_by_parts_of_the_headline_by_body_and_author(
    make_article: Callable[..., Article], chief: User
) -> None:
    draft = make_article("鼓楼区口袋公园试开放", live=False, body="<p>长椅朝南。</p>", keywords=("绿地",))
    for question in ("楼区口袋", "公园 试开", "长椅", "绿地", "顾青简", "青简", "chief", "园"):
        assert at_desk(question) == {draft.pk}, question
    assert at_desk("楼区公园") == set()
    assert found("公园") == []


def test_run_over_everything_writes_the_same_rows(make_article: Callable[..., Article], chief: User) -> None:
    news = Channel.objects.get(path="news")
    for number in range(3):
        make_article(f"第{number}个口袋公园", keywords=("绿地",), also_in=(news.pk,), source="淮海晚讯")
    make_article("草稿", live=False)
    changed = make_article("改动中的")
    save_revision(changed.pk, Snapshot(title="改动后的", body="<p>新。</p>", channel=news.pk), by=chief)
    gone = make_article("撤下的")
    publication.unpublish(gone.pk, by=chief, note="核实。")

    def rows() -> list[tuple[Any, ...]]:
        names = ("article_id", "title", "names", "body", "parts", "facets", "frequent")
        return [tuple(m.objects.order_by("article_id").values_list(*names)) for m in (SearchDocument, DeskDocument)]

    before = rows()
    SearchDocument.objects.all().delete()
    DeskDocument.objects.filter(article=gone).delete()
    rebuild.begin()
    assert rebuild.status().share == 0
    assert not rebuild.work()
    assert rows() == before
    assert rebuild.status().run
    assert not rebuild.status().running


def test_run_goes_on_where_a_killed_worker_left_it(
    make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make_article(f"第{number}个公园")
    monkeypatch.setattr(rebuild, "STEP", 2)
    rebuild.begin()
    assert rebuild.step()
    half = rebuild.status()
    assert (half.running, half.share) == (True, 40)
    SearchDocument.objects.filter(article__gt=half.run.cursor if half.run else 0).delete()
    assert not rebuild.work()
    assert len(found("公园")) == 5


def test_setting_up_again_changes_nothing(make_article: Callable[..., Article]) -> None:
    story = make_article("夜市今晚开张")
    install("default")
    install("default")
    assert found("夜市") == [story.pk]


@pytest.mark.sqlite_only
def test_index_that_is_missing_is_made_from_the_rows(make_article: Callable[..., Article]) -> None:
    story = make_article("夜市今晚开张")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE news_search_fts")
        for act in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER news_search_fts_{act}")
    assert len(missing(connection)) == 4
    install("default")
    assert missing(connection) == set()
    assert found("夜市") == [story.pk]
