"""The newest hits, whatever lies between them: PostgreSQL looks for them stretch by stretch, both databases find the same."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from news.models import Article, Channel
from news.search import finding
from news.search.asking import read
from news.search.finding import Narrowed, find
from news.search.index import add_many, told_of_live

pytestmark = pytest.mark.django_db
PAGE = 3
OLDEST = 2_500  # days


def written(channel: Channel, now: datetime, days: list[int], draw: Random) -> list[tuple[int, int, bool]]:
    """Write a story for each of these ages; returns (age, number, together?), the newest first."""
    rows, told = [], []
    for number, age in enumerate(sorted(days), start=1):
        together = draw.random() < 0.3
        when = (now - timedelta(days=age, minutes=number)).replace(microsecond=0)
        words = "书房夜间开放" if together else "夜间开放的书房"
        rows.append(
            Article(
                pk=number, title=f"{words}之{number}", desk_title=words, body="<p>文。</p>", channel=channel,
                published_at=when, first_published_at=when, updated_at=when, changed_at=when,
            )
        )  # fmt: skip
        told.append((age, number, together))
    made = Article.objects.bulk_create(rows)
    add_many((article, told_of_live(article, (), ())) for article in made)
    return told


@pytest.mark.parametrize("seed", range(8))
def test_pages_by_time_are_the_newest_hits_in_order(
    seed: int, yaowen: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE_SIZE", PAGE)
    monkeypatch.setattr(finding, "SPARE", seed % 3)
    draw, now = Random(seed), timezone.now()
    reach = draw.choice([4, 30, 90, 400, OLDEST])  # some words are frequent now, some long ago, some seldom
    days = [draw.randrange(reach) if draw.random() < 0.7 else draw.randrange(OLDEST) for _story in range(40)]
    days = [age + draw.choice([0, 0, 100]) * (seed % 2) for age in days]
    stories = written(yaowen, now, days, draw)
    since = now - timedelta(days=draw.choice([10, 100, 1_000]))
    for question, wanted in (
        ("书房", [number for _age, number, _together in stories]),
        ("“书房夜间”", [number for _age, number, together in stories if together]),
        ("书房 -“书房夜间”", [number for _age, number, together in stories if not together]),
    ):
        asked = read(question)
        for page in range(1, 6):
            found = find(asked, by_time=True, page=page, at=now)
            assert list(found.numbers) == wanted[(page - 1) * PAGE : page * PAGE], (question, page)
            assert found.more == (len(wanted) > page * PAGE)
        late = [number for number in wanted if Article.objects.get(pk=number).published_at >= since]  # type: ignore[operator]
        assert list(find(asked, Narrowed(since=since), by_time=True, at=now).numbers) == late[:PAGE], question
