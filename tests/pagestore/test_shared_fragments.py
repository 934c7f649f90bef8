"""What stands in a fragment that every page shares: the line of breaking news, the most read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import publication
from news.editorial.channels import save_channel
from news.editorial.hot import rebuild
from news.models import Article, BreakingLine, Channel, HitTotal
from news.pagestore.wrapper import PageStore
from tests.pagestore.asking import ask

pytestmark = pytest.mark.django_db


def test_a_line_goes_from_stored_pages_with_its_story_and_comes_back(
    store: PageStore, make_article: Callable[..., Article], chief: User
) -> None:
    story, other = make_article("河堤今晨加固"), make_article("又一篇")
    now = timezone.now()
    BreakingLine.objects.create(
        text="河堤加固中", article=story, by_name="值班", starts_at=now, ends_at=now + timedelta(hours=1)
    )

    def says() -> bool:
        store.catch_up()
        return "河堤加固中" in ask(store, other.address).body.decode()

    assert says()
    assert ask(store, other.address).store == "hit"
    publication.unpublish(story.pk, by=chief, note="核实中。")
    assert not says()
    publication.restore(story.pk, by=chief)
    assert says()


def test_the_most_read_lead_to_a_channel_by_the_path_that_it_has_now(
    store: PageStore, make_article: Callable[..., Article], yaowen: Channel
) -> None:
    other = save_channel(Channel(slug="minsheng", name="民生"))
    read, shown = make_article("河堤今晨加固", channel=other.pk), make_article("又一篇")
    HitTotal.objects.create(article=read, day=3, week=3, month=3, total=3)
    rebuild(timezone.now())
    store.catch_up()
    assert read.address in ask(store, shown.address).body.decode()
    other.slug = "shequ"
    save_channel(other)
    store.catch_up()
    page = ask(store, shown.address).body.decode()
    assert read.address not in page
    assert read.address.replace("/minsheng/", "/shequ/") in page
