"""突发: the line above every page ends by the second, with its story, and costs readers no query."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.breaking import put_up, take_down
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, AuditEntry, BreakingLine, SiteIdentity
from news.models.generation import unwatch
from tests.newsroom import clock

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
TEXT = "市气象台发布暴雨橙色预警"


def line_of(reader: Client, address: str = "/about/") -> str:
    """Return the line on a page, '' for none."""
    page = reader.get(address).content.decode()
    return page.partition('<section class="breaking"')[2].partition("</section>")[0]


def up(by: User, **given: Any) -> BreakingLine:
    return put_up(**{"by": by, "text": TEXT, "end": timezone.now() + timedelta(hours=1), **given})


def test_it_stands_on_every_page_until_its_time_ends(
    site: SiteIdentity, chief: User, reader: Client, make_article: Make, django_assert_num_queries: Any
) -> None:
    article = make_article()
    line = up(chief, leads=str(article.pk))
    for address in ("/", "/news/", article.address, "/nothing/"):
        assert f'href="{article.address}">{TEXT}</a>' in line_of(reader, address)
    assert f'data-breaking="{line.pk}"' in reader.get("/").content.decode()
    assert 'role="alert"' not in reader.get("/").content.decode()
    with django_assert_num_queries(2):  # the chrome's one · the page of words
        reader.get("/about/")
    with clock(line.ends_at - timedelta(seconds=1)):
        assert line_of(reader)
    with clock(line.ends_at):
        assert not line_of(reader)


def test_a_storys_form_leads_to_it_for_who_may_put_it_up(
    client: Client, chief: User, reporter: User, make_article: Make
) -> None:
    def offered(article: Article) -> bool:
        page = client.get(f"/admin/news/article/{article.pk}/change/").content.decode()
        return f"/admin/breaking/?article={article.pk}" in page

    live, minors = make_article("一篇"), make_article("涉未成年人", minors=True)
    client.force_login(chief)
    assert offered(live)
    assert not offered(minors)
    assert not offered(make_article("草稿", live=False))
    assert f'value="{live.pk}"' in client.get(f"/admin/breaking/?article={live.pk}").content.decode()
    client.force_login(reporter)
    assert not offered(live)


@pytest.mark.parametrize("gone", ["unpublish", "retract", "delete", "expire", "shell"])
def test_it_leaves_with_its_story(
    site: SiteIdentity, chief: User, reader: Client, make_article: Make, gone: str
) -> None:
    article = make_article()
    up(chief, leads=article.address)
    assert line_of(reader)
    if gone == "unpublish":
        publication.unpublish(article.pk, by=chief, note="先撤下核实。")
    elif gone == "retract":
        publication.retract(article.pk, by=chief, note="主要事实有误。")
    elif gone == "delete":
        publication.unpublish(article.pk, by=chief, note="重复。")
        publication.delete(article.pk, by=chief, note="重复。")
    elif gone == "expire":
        Article.objects.filter(pk=article.pk).update(expires_at=timezone.now())
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE news_article SET deleted_at = first_published_at WHERE id = %s", [article.pk])
    assert not line_of(reader)


def test_other_stories_change_nothing_around_pages(site: SiteIdentity, chief: User, make_article: Make) -> None:
    from news.reading.surroundings import load_surroundings  # noqa: PLC0415 - its state is what is looked at

    led, other = make_article("一"), make_article("二")
    line = up(chief, leads=str(led.pk))
    kept = load_surroundings()
    Article.objects.filter(pk=other.pk).update(summary="改")
    assert load_surroundings() is kept
    Article.objects.filter(pk=led.pk).update(summary="改")
    assert load_surroundings() is not kept
    take_down(line.pk, by=chief)
    kept = load_surroundings()
    Article.objects.filter(pk=led.pk).update(summary="再改")
    assert load_surroundings() is kept


def test_a_later_one_goes_up_by_itself_and_two_never_meet(site: SiteIdentity, chief: User, reader: Client) -> None:
    now = timezone.now()
    later = up(chief, start=now + timedelta(hours=2), end=now + timedelta(hours=3))
    assert not line_of(reader)
    with clock(later.starts_at):
        assert TEXT in line_of(reader)
    with pytest.raises(WrongState, match=TEXT):
        up(chief, text="另一条", end=now + timedelta(hours=2, minutes=1))
    first = up(chief, text="先发的一条")
    second = up(chief, text="后发的一条")
    assert "后发的一条" in line_of(reader)
    first.refresh_from_db()
    assert first.taken_down_at
    take_down(later.pk, by=chief)
    take_down(second.pk, by=chief)
    assert not line_of(reader)
    with pytest.raises(WrongState):
        take_down(second.pk, by=chief)


def test_what_is_refused_says_why(site: SiteIdentity, chief: User, reporter: User, make_article: Make) -> None:
    draft, flagged = make_article(live=False), make_article("涉未成年人")
    Article.objects.filter(pk=flagged.pk).update(promotable=False)
    now = timezone.now()
    with pytest.raises(NotAllowed):
        up(reporter)
    bad: list[dict[str, Any]] = [
        {"text": "  "},
        {"text": "长" * 61},
        {"end": now - timedelta(hours=1)},
        {"end": now + timedelta(hours=73)},
        {"start": now - timedelta(minutes=1)},
        {"leads": str(draft.pk)},
        {"leads": str(flagged.pk)},
        {"leads": "999999999999"},
        {"leads": "javascript:alert(1)"},
        {"leads": "mailto:a@example.cn"},
        {"leads": "看这里"},
    ]
    for given in bad:
        with pytest.raises(BadInput):
            up(chief, **given)
    assert not BreakingLine.objects.exists()
    assert up(chief, leads="https://example.cn/a").address == "https://example.cn/a"


def test_it_is_history_that_nobody_rewrites(site: SiteIdentity, chief: User) -> None:
    line = up(chief)
    take_down(line.pk, by=chief)
    acts = list(AuditEntry.objects.filter(thing_id=str(line.pk)).order_by("pk").values_list("act", "by_name"))
    assert acts == [("put_up", "顾青简"), ("taken_down", "顾青简")]
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        BreakingLine.objects.update(text="改写")


def test_the_desk_puts_it_up_and_takes_it_down(
    site: SiteIdentity, desk: Client, reader: Client, make_article: Make
) -> None:
    article = make_article("今夜有大到暴雨")
    page = desk.get(f"/admin/breaking/?article={article.pk}").content.decode()
    assert 'value="今夜有大到暴雨"' in page
    sent = {"text": TEXT, "leads": str(article.pk), "start": "", "hours": "2"}
    refused = desk.post("/admin/breaking/", {**sent, "leads": "看这里"}).content.decode()
    assert TEXT in refused  # nothing typed is lost
    assert 'role="alert"' in refused
    assert desk.post("/admin/breaking/", sent).status_code == 302
    assert TEXT in line_of(reader)
    line = BreakingLine.objects.get()
    assert desk.post("/admin/breaking/", {"do": f"down:{line.pk}"}).status_code == 302
    assert not line_of(reader)
    assert desk.post("/admin/breaking/", {**sent, "start": "nonsense"}).status_code == 200
    assert desk.post("/admin/breaking/", {"do": "else:1"}).status_code == 404
    assert desk.get("/admin/breaking/?before=x").status_code == 200


def test_who_may_not_put_it_up_is_stopped(site: SiteIdentity, client: Client, reporter: User) -> None:
    client.force_login(reporter)
    page = client.get("/admin/breaking/").content.decode()
    assert 'name="text"' not in page
    assert client.post("/admin/breaking/", {"text": TEXT, "hours": "2"}).status_code == 403
    reporter.groups.clear()
    assert client.get("/admin/breaking/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_trigger_on_stories_can_go(make_article: Make) -> None:
    """A migration that rebuilds the table of lines takes it away first; the next migrate puts it back."""
    from django.core.management import call_command  # noqa: PLC0415

    from news.models.generation import WATCH, installed, trigger_names  # noqa: PLC0415

    unwatch(connection)
    assert not any(name.startswith(WATCH) for name in installed(connection))
    call_command("migrate", verbosity=0, interactive=False)
    assert installed(connection) == trigger_names(connection.vendor)
