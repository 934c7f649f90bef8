"""Later turns of the demo's texts, copied inside the database, are the rows that publishing them one by one writes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from news.demo.many import multiply, whole
from news.demo.seed import FIRST_NUMBER, MARK, stream
from news.editorial.bulk import Finished, publish_many
from news.enums import BylineRole, StaffStatus
from news.models import Article, Bylining, Channel, Keyword, Keywording, Listing, SearchDocument, StaffMember
from news.rules.snapshot import Credit, Snapshot
from news.search.asking import read
from news.search.finding import find

pytestmark = pytest.mark.django_db
STEP = timedelta(hours=5, seconds=7, milliseconds=130)
TURNS = 12  # the last of them has two digits


def texts_of(channel: Channel) -> list[Finished]:
    words = Keyword.objects.named(["夜市", "书房"])
    now = timezone.now()
    snapshots = [
        Snapshot(title="城市书房", kicker="走访", body="<p>灯亮着。</p>", channel=channel.pk, correction="更正一处。"),
        Snapshot(
            title="夜市开张",
            body="<p>人很多，人很多。</p>",
            channel=channel.pk,
            byline=(Credit(BylineRole.REPORTER, "沈知禾"),),
        ),
    ]
    return [
        Finished(
            0, text.clean(), None, "摘要。", now, (channel.pk, channel.parent_id or 0), (words[place].pk,), (), MARK
        )
        for place, text in enumerate(snapshots)
    ]


def rows(model: type[Model], first: int, **order: str) -> list[dict[str, Any]]:
    story = {Article: "pk", Keywording: "content_object"}.get(model, "article")
    found = model._default_manager.filter(**{f"{story}__gte": first}).order_by(story, *order.values()).values()
    return [
        {
            name: sorted(set(value.split())) if model is SearchDocument and isinstance(value, str) else value
            for name, value in row.items()
            if name != "id" or model is Article
        }
        for row in found
    ]


def test_copies_are_what_publishing_writes(yaowen: Channel) -> None:
    StaffMember.objects.create(
        name="沈知禾", card_number="1", position="记者", status=StaffStatus.ACTIVE, consent_on=timezone.localdate()
    )
    texts, newest = texts_of(yaowen), timezone.now().replace(microsecond=0)
    count = len(texts) * TURNS
    for _done in publish_many(stream(texts, count, newest, STEP)):
        pass
    second = FIRST_NUMBER + len(texts)
    tables = (Article, Listing, Keywording, Bylining, SearchDocument)
    written = {model: rows(model, second, **({"by": "channel"} if model is Listing else {})) for model in tables}
    Article.objects.filter(pk__gte=second).delete()
    assert whole(FIRST_NUMBER, len(texts), MARK)
    assert list(multiply(FIRST_NUMBER, len(texts), range(len(texts), count), newest, STEP)) == [count - len(texts)]
    for model in tables:
        assert written[model], model
        assert rows(model, second, **({"by": "channel"} if model is Listing else {})) == written[model], model
    assert find(read("之12")).numbers == (FIRST_NUMBER + count - 2, FIRST_NUMBER + count - 1)
    Article.objects.filter(pk=FIRST_NUMBER).update(withdrawal="unpublished", withdrawn_at=timezone.now())
    assert not whole(FIRST_NUMBER, len(texts), MARK), "what an editor has changed is not copied"
