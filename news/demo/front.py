"""The demo's front page: one of every kind of block, and the blocks above one channel's list."""

from collections.abc import Mapping

from news.demo.articles import ARTICLES
from news.editorial.launches import put_up
from news.enums import BlockKind, FillBy
from news.models import Channel, ChannelFront, DemoMark, FrontDraft, FrontLayout, Image
from news.models.append_only import maintenance
from news.rules.layout import Layout, Placed, new_block
from news.text.addresses import topic_address

NAME = "seed_demo"
TOPIC_LINE = "从一块画像石的拓片出发，看两千年前的黄淮平原怎样种田、赶集和过节。"


def lay_out(first: int, count: int, channels: Mapping[str, Channel], pictures: Mapping[str, Image]) -> None:
    """Launch the demo's front page, on a site that has none; article numbers begin at ``first``."""
    if not FrontLayout.objects.exists():
        launch = put_up(front_page(first, count, channels, pictures), by_name=NAME)
        DemoMark.objects.create(model=launch._meta.label_lower, object_id=launch.pk)
    channel = channels["wenlv"]
    if not ChannelFront.objects.filter(channel=channel).exists():
        front = ChannelFront.objects.create(channel=channel, data=culture(channels).as_json(), version=1)
        DemoMark.objects.create(model=front._meta.label_lower, object_id=front.pk)


def take_down() -> None:
    """Take the demo's layouts out; a launch that somebody went back to, and a front that was changed, stay."""
    marks = DemoMark.objects.filter(model__in=(FrontLayout._meta.label_lower, ChannelFront._meta.label_lower))
    numbers = set(marks.filter(model=FrontLayout._meta.label_lower).values_list("object_id", flat=True))
    kept = set(FrontLayout.objects.filter(back_to__in=numbers).values_list("back_to", flat=True))
    with maintenance("seed_demo --remove"):
        rows = FrontLayout.objects.filter(pk__in=numbers - kept)
        rows._raw_delete(rows.db)
    fronts = marks.filter(model=ChannelFront._meta.label_lower).values_list("object_id", flat=True)
    ChannelFront.objects.filter(pk__in=list(fronts), version=1).delete()
    if not FrontLayout.objects.exists():  # what was begun on the demo's page goes with it, unless somebody wrote in it
        FrontDraft.objects.filter(version=0).delete()
    marks.delete()


def front_page(first: int, count: int, channels: Mapping[str, Channel], pictures: Mapping[str, Image]) -> Layout:
    """Return the layout: manual cards where an editor would choose, rules for the rest."""
    places = {item.title: place for place, item in enumerate(ARTICLES[:count])}

    def card(key: str, story: str, **more: object) -> tuple[Placed, ...]:
        place = places.get(story)
        return () if place is None else (Placed(f"demo-{key}", first + place, **more),)  # type: ignore[arg-type]

    def at(path: str) -> int:
        return channels[path].pk

    topic = Placed(
        "demo-topic",
        address=topic_address("han-stones"),
        title="石头上的汉朝",
        summary=TOPIC_LINE,
        picture=pictures["han-rubbing"].pk,
        crop=(50, 40),
    )
    water = Placed(
        "demo-water", address=channels["news/gonggao"].get_absolute_url(), title="入冬用水用气须知与各区服务电话"
    )
    return Layout(
        (
            new_block("demo-notice", BlockKind.NOTICE, heading="提示", cards=(water,)),
            new_block(
                "demo-lead",
                BlockKind.LEAD,
                count=3,
                fill=FillBy.NONE,
                cards=(
                    *card(
                        "l1",
                        "徐州冬季供暖开始各换热站提前升温试运行",
                        title="暖气来了：各换热站提前升温试运行",
                        pinned=True,
                    ),
                    *card("l2", "入冬后老小区燃气管检修师傅随身带着三支粉笔"),
                    *card("l3", "市民热线去年受理诉求七成半在两日内办结"),
                ),
            ),
            new_block(
                "demo-focus",
                BlockKind.FOCUS,
                cards=(
                    *card("f1", "黄河故道生态廊道再添六公里骑行可达三座湿地"),
                    *card("f2", "铁富银杏大道观赏期到来村民自发护树不卖树叶", crop=(50, 70)),
                    *card("f3", "窑湾古镇夜航船恢复开行老船工重新唱起号子来"),
                ),
            ),
            new_block("demo-news", BlockKind.NEWS, heading="要闻", fill=FillBy.BRANCH, channel=at("news"), count=9),
            new_block("demo-xuzhou", BlockKind.CHANNEL, channel=at("xuzhou"), count=5),
            new_block("demo-xianqu", BlockKind.CHANNEL, channel=at("xianqu"), style="heads", count=9),
            new_block(
                "demo-picks",
                BlockKind.PICKS,
                heading="推荐",
                style="thumbs",
                fill=FillBy.BRANCH,
                channel=at("minsheng"),
                count=4,
            ),
            new_block("demo-topics", BlockKind.BANNER, heading="专题", cards=(topic,)),
            new_block("demo-views", BlockKind.CHANNEL, channel=at("shiping"), style="views", count=3),
            new_block("demo-jingji", BlockKind.CHANNEL, channel=at("jingji"), style="thumbs", count=4),
            new_block("demo-hot", BlockKind.PICKS, heading="点击排行", style="rank", fill=FillBy.HOT, count=10),
            new_block("demo-wenlv", BlockKind.CHANNEL, channel=at("wenlv"), count=4),
            new_block("demo-jiaoyu", BlockKind.CHANNEL, channel=at("jiaoyu"), count=4),
            new_block(
                "demo-strip", BlockKind.STRIP, heading="图说黄淮", fill=FillBy.BRANCH, channel=at("tupian"), count=6
            ),
            new_block("demo-links", BlockKind.LINKS, heading="友情链接"),
        )
    )


def culture(channels: Mapping[str, Channel]) -> Layout:
    """Return the blocks above 文旅: what the museums have to show."""
    branch = channels["wenlv/hanwenhua"].pk
    return Layout(
        (new_block("demo-han", BlockKind.STRIP, heading="看汉朝", fill=FillBy.BRANCH, channel=branch, count=5),)
    )
