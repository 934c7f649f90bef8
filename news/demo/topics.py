"""The demo's topics: one that goes on, with every style of section and a timeline, and one that has ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from news.demo.articles import ARTICLES
from news.enums import TopicStyle
from news.models import AuditEntry, Channel, DemoMark, Image, Topic, TopicSection, TopicStep, TopicStory

LABEL = Topic._meta.label_lower


@dataclass(frozen=True)
class DemoSection:
    """Heading, style, chosen headlines, and the channel that fills it up ('' for none) to ``count``."""

    heading: str
    style: TopicStyle
    stories: tuple[str, ...]
    channel: str = ""
    count: int = 6


HAN = (
    DemoSection("导读", TopicStyle.HEADS, ("三百件汉代陶俑集体体检修复师给它们建起病历本",), "wenlv", 4),
    DemoSection(
        "石上人间",
        TopicStyle.PICTURES,
        (
            "汉画像石里的马为什么总是抬着一条前腿在小跑",
            "博物馆夜场推出一盏灯看一件文物限额八十人",
            "汉服少年在戏马台下排演乡射礼箭靶上画着麻布鹿",
        ),
        "wenlv/hanwenhua",
        3,
    ),
    DemoSection(
        "修石头的人",
        TopicStyle.THUMBS,
        ("拓片师傅一张宣纸敲三千下才肯把墨色交给观众看", "从一枚印章读懂汉代小吏的一天考古课堂坐满家长"),
    ),
    DemoSection("再走一程", TopicStyle.TEXT, (), "wenlv", 6),
)
STEPS = (
    (1, "夜场开放首周：每块石头前平均停留四分钟", "博物馆夜场推出一盏灯看一件文物限额八十人"),
    (8, "拓片工作室向公众开放，每场限十二人", "拓片师傅一张宣纸敲三千下才肯把墨色交给观众看"),
    (19, "三处乡村散存石刻完成数字化采集", ""),
    (27, "编辑部启动“石头上的汉朝”走访", ""),
)
SNOW = (
    DemoSection(
        "路上",
        TopicStyle.HEADS,
        ("淮海平原迎来入冬以来首场降雪城乡通行总体平稳", "徐州冬季供暖开始各换热站提前升温试运行"),
    ),
    DemoSection("镜头里的雪", TopicStyle.PICTURES, ("组图：雪落平原村庄安静得听见枝头折断的声音",), "tupian", 3),
)


def add_topics(first: int, count: int, channels: Mapping[str, Channel], pictures: Mapping[str, Image]) -> None:
    """Add the demo's topics to a site that has none; article numbers begin at ``first``."""
    if Topic.objects.exists():
        return
    numbers = {item.title: first + place for place, item in enumerate(ARTICLES[:count])}
    now = timezone.now().replace(microsecond=0)
    han = _topic(
        "石头上的汉朝",
        "han-stones",
        f"走访 · {now:%Y}年{now.month}月",
        "两千年前，黄淮平原上的人把种田、赶集、宴饮和想象刻进石头。我们从一张拓片出发，走访石头出土的村庄、修复它的工作台，和每天从它身边经过的人。",
        pictures["han-rubbing"],
        (now - timedelta(days=27), None),
    )
    snow = _topic(
        "平原初雪",
        "first-snow",
        "天气",
        "入冬第一场雪落下来，路、菜、暖气和孩子们的一天。",
        pictures["snow-trees"],
        (now - timedelta(days=400), now - timedelta(days=330)),
    )
    for topic, sections in ((han, HAN), (snow, SNOW)):
        DemoMark.objects.create(model=LABEL, object_id=topic.pk)
        _fill(topic, sections, numbers, channels)
    today = timezone.localdate()
    for days, line, story in STEPS:
        day: date = today - timedelta(days=days)
        TopicStep.objects.create(topic=han, day=day, line=line, article_id=numbers.get(story))


def remove_topics() -> None:
    """Take the demo's topics out; one that somebody has changed stays."""
    marks = DemoMark.objects.filter(model=LABEL)
    numbers = set(marks.values_list("object_id", flat=True))
    told = AuditEntry.objects.filter(thing=LABEL, thing_id__in=[str(number) for number in numbers])
    changed = {int(number) for number in told.values_list("thing_id", flat=True)}
    Topic.objects.filter(pk__in=numbers - changed).delete()
    marks.delete()


def _topic(
    title: str, slug: str, kicker: str, intro: str, banner: Image, dates: tuple[datetime, datetime | None]
) -> Topic:
    opens, closes = dates
    return Topic.objects.create(
        title=title, slug=slug, kicker=kicker, intro=intro, banner=banner, opens_at=opens, closes_at=closes
    )


def _fill(
    topic: Topic, sections: tuple[DemoSection, ...], numbers: Mapping[str, int], channels: Mapping[str, Channel]
) -> None:
    for place, item in enumerate(sections):
        section = TopicSection.objects.create(
            topic=topic,
            heading=item.heading,
            style=item.style,
            position=place,
            channel=channels[item.channel] if item.channel else None,
            count=item.count,
        )
        chosen = [numbers[title] for title in item.stories if title in numbers]
        TopicStory.objects.bulk_create(
            TopicStory(topic=topic, section=section, article_id=number, position=n) for n, number in enumerate(chosen)
        )
