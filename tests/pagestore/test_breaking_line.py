"""The line of breaking news stands in a fragment that every page shares."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import publication
from news.models import Article, BreakingLine
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
