"""Every reader's page that answers 200 is kept, or stands here with the reason why not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from news.forms.letters import FORMS
from news.models import Article, Page, Series, StaffMember, Topic
from news.pagestore.wrapper import PageStore
from tests.every_page import reader_addresses
from tests.pagestore.asking import ask

NOT_KEPT = {
    "search": "made for the words of one reader",
    "search-suggest": "made for the words of one reader",
    "staff": "a form, and what somebody asks for there is nobody else's business",
    "letter-received": "a letter's own answer",
    "letter-status": "a form",
    **{f"letter-{kind}": "a form with its token" for kind in FORMS},
    "media": "a file, sent from the disk",
    "pending": "whether a picture is there yet is asked each time",
    "shared-preview": "for those who have the link",
    "favicon": "a file, sent from the disk",
    "robots": "for machines that come seldom; no query",
    **{
        f"sitemap-{part}": "for machines that come seldom; sent piece by piece"
        for part in ("index", "fronts", "news", "flat", "articles")
    },
}


@pytest.mark.django_db
def test_what_readers_are_shown_is_kept(store: PageStore, make_article: Callable[..., Article]) -> None:
    now = timezone.now()
    Topic.objects.create(title="流动的河", slug="liudong", opens_at=now - timedelta(days=1))
    series = Series.objects.create(name="河流", slug="heliu")
    StaffMember.objects.create(name="林晚", card_number="A1", position="记者", consent_on=now.date())
    for slug in ("about", "advertise", "contact", "join"):
        Page.objects.create(slug=slug, title=slug, body="<p>一家本地报纸。</p>")
    article = make_article("夜读", keywords=("夜读",), series=series.pk)
    seen: dict[str, Any] = {}
    for name, address in reader_addresses(article).items():
        path, mark, query = address.partition("?")
        reply = ask(store, f"{path}{mark}{quote(query, safe='=&-')}")
        assert reply.status < 500
        if reply.status == 200 and not reply.store:
            seen[name.partition("?")[0]] = address
    assert {name: address for name, address in seen.items() if name not in NOT_KEPT} == {}
