"""The demo's line of breaking news: up for two days, leading to the story of the first snow."""

from datetime import timedelta

from django.utils import timezone

from news.demo.articles import ARTICLES
from news.models import BreakingLine, DemoMark
from news.models.append_only import maintenance

NAME = "seed_demo"
TEXT = "市气象台发布道路结冰黄色预警，早高峰请慢行"
STORY = "淮海平原迎来入冬以来首场降雪城乡通行总体平稳"
STAYS = timedelta(hours=48)


def put_up_demo_line(first: int, count: int) -> None:
    """Put the line up on a site that never had one; article numbers begin at ``first``."""
    if BreakingLine.objects.exists():
        return
    place = next((place for place, item in enumerate(ARTICLES[:count]) if item.title == STORY), None)
    now = timezone.now().replace(microsecond=0)
    line = BreakingLine.objects.create(
        text=TEXT,
        article_id=None if place is None else first + place,
        starts_at=now,
        ends_at=now + STAYS,
        by_name=NAME,
    )
    DemoMark.objects.create(model=line._meta.label_lower, object_id=line.pk)


def take_demo_line_out() -> None:
    """Delete the line, whether it is still up or not."""
    marks = DemoMark.objects.filter(model=BreakingLine._meta.label_lower)
    rows = BreakingLine.objects.filter(pk__in=list(marks.values_list("object_id", flat=True)))
    with maintenance("seed_demo --remove"):
        rows._raw_delete(rows.db)
    marks.delete()
