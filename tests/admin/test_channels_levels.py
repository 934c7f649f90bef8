"""Review levels of channels: seen, inherited, changed while stories wait, carried as a document."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from news.editorial.articles import create_article, save_revision
from news.editorial.channels import reckon_waiting, save_channel
from news.editorial.review import pass_on, sign_off, submit
from news.enums import Level, Review
from news.errors import BadInput
from news.models import Article, AuditEntry, Channel, SiteIdentity
from news.rules.snapshot import Snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers(db: None) -> dict[str, User]:
    """One person for each role of the review."""
    made = {}
    for name in ("reporter", "first", "second", "final"):
        made[name] = User.objects.create_user(f"{name}9", password="x", is_staff=True, last_name=name)
        made[name].groups.add(Group.objects.get(name=name))
    return made


def submitted(by: User, channel: Channel, title: str = "滨河夜市", **fields: Any) -> Article:
    """Write and submit a story."""
    text = Snapshot(title=title, body="<p>一。</p>", channel=channel.pk, **fields)
    article = create_article(snapshot=text, by=by)
    return submit(article.pk, by=by)


def data(channel: Channel, **changes: Any) -> dict[str, Any]:
    """Return what the channel form posts."""
    return {
        "name": channel.name,
        "slug": channel.slug,
        "parent": channel.parent_id or "",
        "position": channel.position,
        "list_style": channel.list_style,
        "review_levels": channel.review_levels or "",
        **changes,
    }


def state(article: Article) -> tuple[str, str]:
    """Return how far a story is and what it waits for."""
    article = Article.objects.get(pk=article.pk)
    return article.review, article.level


def test_the_form_and_the_list_say_what_is_inherited(desk: Client, yaowen: Channel) -> None:
    news = yaowen.parent
    assert news is not None
    address = f"/admin/news/channel/{yaowen.pk}/change/"
    assert "随上级（现为三审" in desk.get(address).content.decode()
    desk.post(f"/admin/news/channel/{news.pk}/change/", data(news, review_levels="2"))
    assert "随上级（现为二审" in desk.get(address).content.decode()
    page = desk.get("/admin/news/channel/").content.decode()
    assert "2 审（随上级）" in page
    assert ">2 审<" in page
    assert Channel.objects.get(pk=yaowen.pk).review_levels is None
    assert AuditEntry.objects.filter(act="changed", thing="news.channel", thing_id=str(news.pk)).exists()


def test_waiting_stories_follow_a_changed_channel(desk: Client, yaowen: Channel, reviewers: dict[str, User]) -> None:
    news, life = yaowen.parent, save_channel(Channel(slug="life", name="民生"))
    assert news is not None
    fresh = submitted(reviewers["reporter"], yaowen, "刚送审")
    passed = submitted(reviewers["reporter"], yaowen, "过了初审")
    pass_on(passed.pk, by=reviewers["first"])
    elsewhere = submitted(reviewers["reporter"], life, "别的频道")
    also = submitted(reviewers["reporter"], yaowen, "同时在民生", also_in=(life.pk,))
    desk.post(f"/admin/news/channel/{news.pk}/change/", data(news, review_levels="1"))
    assert state(fresh) == (Review.SUBMITTED, Level.FINAL)
    assert state(passed) == (Review.FIRST_PASSED, Level.FINAL)
    assert state(elsewhere) == (Review.SUBMITTED, Level.FIRST)
    assert state(also) == (Review.SUBMITTED, Level.FIRST)  # the other channel asks for three
    sign_off(fresh.pk, by=reviewers["final"])
    desk.post(f"/admin/news/channel/{news.pk}/change/", data(news, review_levels="3"))
    assert state(passed) == (Review.FIRST_PASSED, Level.SECOND)
    assert state(fresh) == (Review.SIGNED_OFF, "")
    # The pass that was given still stands.
    pass_on(passed.pk, by=reviewers["second"])
    sign_off(passed.pk, by=reviewers["final"])


def test_a_channel_that_moves_takes_the_levels_of_its_new_place(
    desk: Client, yaowen: Channel, reviewers: dict[str, User]
) -> None:
    quick = save_channel(Channel(slug="quick", name="快讯", review_levels=1))
    article = submitted(reviewers["reporter"], yaowen)
    desk.post(f"/admin/news/channel/{yaowen.pk}/change/", data(yaowen, parent=quick.pk))
    assert state(article) == (Review.SUBMITTED, Level.FINAL)


def test_unfinished_amendment_ends_where_the_level_goes(
    chief: User, yaowen: Channel, reviewers: dict[str, User]
) -> None:
    article = submitted(reviewers["reporter"], yaowen)
    pass_on(article.pk, by=reviewers["first"])
    save_revision(article.pk, Snapshot(title="改", body="<p>改。</p>", channel=yaowen.pk), by=reviewers["second"])
    yaowen.review_levels = 2
    save_channel(yaowen, by=chief)
    article.refresh_from_db()
    # Nobody has passed the edited text: the review begins anew.
    assert (article.review, article.level) == (Review.SUBMITTED, Level.FIRST)
    assert (article.held_by, article.amending) == (None, False)


@pytest.mark.parametrize("rows", [10, 300])
def test_changing_levels_walks_what_waits_once(
    yaowen: Channel, reviewers: dict[str, User], rows: int, django_assert_max_num_queries: Any
) -> None:
    article = submitted(reviewers["reporter"], yaowen)
    row = {field.attname: getattr(article, field.attname) for field in Article._meta.concrete_fields}
    Article.objects.bulk_create(Article(**{**row, "id": None}) for _n in range(rows))
    with django_assert_max_num_queries(4):  # savepoints, the tree, one walk (nothing moves)
        assert reckon_waiting(by=None) == 0
    # Each story that moves is written and its due time reckoned: two queries, besides those for each 200:
    # a savepoint and its end, one lock, the tree.
    Channel.objects.update(review_levels=1)
    with django_assert_max_num_queries(2 * (rows + 1) + 2 + 4 * (rows // 200 + 1)):
        assert reckon_waiting(by=None) == rows + 1
    assert set(Article.objects.values_list("level", flat=True)) == {Level.FINAL}


def test_levels_travel_with_the_site(yaowen: Channel, tmp_path: Path, site: SiteIdentity) -> None:
    yaowen.review_levels = 2
    save_channel(yaowen)
    path = tmp_path / "site.json"
    call_command("site", "dump", str(path))
    document = json.loads(path.read_text(encoding="utf-8"))
    assert [row.get("review_levels") for row in document["channels"]] == [None, 2]
    document["channels"][0]["review_levels"] = 1
    document["channels"][1]["review_levels"] = None
    path.write_text(json.dumps(document), encoding="utf-8")
    call_command("site", "load", str(path))
    assert list(Channel.objects.order_by("path").values_list("review_levels", flat=True)) == [1, None]
    del document["channels"][0]["review_levels"]
    path.write_text(json.dumps(document), encoding="utf-8")
    call_command("site", "load", str(path))
    assert list(Channel.objects.order_by("path").values_list("review_levels", flat=True)) == [1, None]


@pytest.mark.parametrize("wrong", [0, 4, "2", True, 1.5, [1]])
def test_impossible_levels_are_refused(yaowen: Channel, tmp_path: Path, wrong: Any) -> None:
    from news.editorial.site import read_site  # noqa: PLC0415 - one test only

    path = tmp_path / "site.json"
    path.write_text(json.dumps({"channels": [{"path": "a", "name": "甲", "review_levels": wrong}]}))
    with pytest.raises(BadInput):
        read_site(path)
