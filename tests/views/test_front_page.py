"""What readers get of a layout: chosen cards, rules, times to the second, nothing that is not public."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.layouts import change_sheet
from news.editorial.pictures import add_picture
from news.enums import BlockKind, FillBy, HotPeriod, Kind
from news.models import Article, Channel, FriendLink, FrontLayout, HotEntry, Image, Keyword
from news.rules.layout import Layout, Placed, new_block
from tests.conftest import signer
from tests.newsroom import clock
from tests.pictures import picture

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def put_up(*blocks: Any, at: Any = None) -> FrontLayout:
    """Let a layout be in force."""
    layout = Layout(tuple(blocks))
    return FrontLayout.objects.create(data=layout.as_json(), live_from=at or timezone.now(), by_name="顾青简")


def links_of(reader: Client, address: str = "/") -> list[str]:
    """Return the articles that the page's main part leads to, each once, in order."""
    html = reader.get(address).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return list(dict.fromkeys(re.findall(r'href="[^"]*/(\d+)\.html"', main)))


def ids(*articles: Article) -> list[str]:
    return [str(article.pk) for article in articles]


@pytest.fixture
def image(chief: Any) -> Image:
    data = picture(1200, 750)
    return add_picture(io.BytesIO(data), len(data), by=chief, alt="河面")[0]


def test_a_chosen_story_stands_first_with_its_own_words(reader: Client, make_article: Make) -> None:
    first, second, third = (make_article(f"第{n}篇") for n in "一二三")
    card = Placed("a", first.pk, title="自拟的标题", summary="自拟的摘要。")
    put_up(new_block("news", BlockKind.NEWS, heading="要闻", cards=(card,)))
    assert links_of(reader) == ids(first, third, second)
    page = reader.get("/").content.decode()
    assert "自拟的标题" in page
    assert "第一篇" not in page


def test_no_story_stands_twice_and_chosen_ones_are_left_to_their_block(
    reader: Client, make_article: Make, yaowen: Channel
) -> None:
    made = [make_article(f"第{n}篇") for n in range(8)]
    put_up(
        new_block("lead", BlockKind.LEAD),
        new_block("news", BlockKind.NEWS, count=2),
        new_block("yaowen", BlockKind.CHANNEL, channel=yaowen.pk, count=3, cards=(Placed("a", made[7].pk),)),
    )
    assert links_of(reader) == ids(made[6], made[5], made[4], made[7], made[3], made[2])


def test_cards_begin_and_end_to_the_second_without_anybody_doing_anything(reader: Client, make_article: Make) -> None:
    story = make_article("限时的推荐")
    now = timezone.now()
    start, end = now + timedelta(hours=1), now + timedelta(hours=2)
    card = Placed("a", story.pk, starts_at=start.isoformat(), ends_at=end.isoformat())
    put_up(new_block("picks", BlockKind.PICKS, fill=FillBy.NONE, cards=(card,)))
    second = timedelta(seconds=1)
    seen = []
    for moment in (start - second, start, end - second, end):
        with clock(moment):
            seen.append(links_of(reader))
    assert seen == [[], ids(story), ids(story), []]


def test_the_layout_whose_time_came_last_is_in_force(reader: Client, make_article: Make) -> None:
    story = make_article("一篇")
    at = timezone.now() + timedelta(hours=1)
    put_up(new_block("news", BlockKind.NEWS, heading="旧版"))
    put_up(new_block("news", BlockKind.NEWS, heading="定时版"), at=at)
    put_up(new_block("news", BlockKind.NEWS, heading="急改版"))
    for moment, heading in ((at - timedelta(seconds=1), "急改版"), (at, "定时版")):
        with clock(moment):
            page = reader.get("/").content.decode()
            assert heading in page
            assert story.title in page


@pytest.mark.parametrize("act", ["unpublish", "retract", "delete", "expire", "minors"])
def test_a_story_that_is_gone_leaves_every_block_at_the_next_request(
    reader: Client, make_article: Make, chief: Any, act: str, yaowen: Channel
) -> None:
    story, other = make_article("会消失的一篇"), make_article("留着的一篇")
    banner = new_block("topic", BlockKind.BANNER, cards=(Placed("b", story.pk, title="专题的名字"),))
    put_up(new_block("lead", BlockKind.LEAD, cards=(Placed("a", story.pk),)), banner, new_block("n", BlockKind.NEWS))
    assert links_of(reader) == ids(story, other)
    if act == "expire":
        Article.objects.filter(pk=story.pk).update(expires_at=timezone.now())
    elif act == "minors":
        Article.objects.filter(pk=story.pk).update(promotable=False)
    elif act == "delete":
        publication.unpublish(story.pk, by=chief, note="有误。")
        publication.delete(story.pk, by=chief)
    else:
        getattr(publication, act)(story.pk, by=chief, note="有误。")
    assert links_of(reader) == ids(other)
    assert "会消失的一篇" not in reader.get("/").content.decode()


def test_rules_bring_a_branch_or_a_keyword(reader: Client, make_article: Make, yaowen: Channel) -> None:
    night = make_article("夜市一篇", keywords=("夜市",))
    plain = make_article("别的一篇")
    keyword = Keyword.objects.get(name="夜市")
    put_up(new_block("k", BlockKind.NEWS, fill=FillBy.KEYWORD, keyword=keyword.pk))
    assert links_of(reader) == ids(night)
    put_up(new_block("b", BlockKind.NEWS, fill=FillBy.BRANCH, channel=yaowen.parent_id))
    assert links_of(reader) == ids(plain, night)


def test_an_own_picture_with_its_crop_is_the_whole_picture_in_a_frame(
    reader: Client, make_article: Make, image: Image
) -> None:
    story = make_article("没有封面的一篇")
    card = Placed("a", story.pk, picture=image.pk, crop=(30, 65))
    put_up(new_block("focus", BlockKind.FOCUS, cards=(card,)))
    page = reader.get("/").content.decode()
    assert 'class="at fx-30 fy-65"' in page
    assert 'width="1200" height="750"' in page
    assert "style=" not in page


def test_every_kind_of_block_is_on_the_page(reader: Client, make_article: Make, image: Image, yaowen: Channel) -> None:
    for n in range(30):
        make_article(f"第{n}篇", cover=image.pk, summary="摘要。")
    FriendLink.objects.create(name="平原图书馆", url="https://library.example/")
    HotEntry.objects.create(period=HotPeriod.DAY, position=0, article=Article.objects.newest()[29])
    put_up(*everything(yaowen, image))
    page = reader.get("/").content.decode()
    for mark in (
        'class="bar',
        'class="lead',
        'class="focus',
        'class="heads',
        'class="rank',
        'class="view"',
        'class="strip"',
        'class="banner"',
        'class="links"',
        "平原图书馆",
        "停水通知",
    ):
        assert mark in page, mark


def everything(channel: Channel, image: Image) -> tuple[Any, ...]:
    banner = Placed(
        "t", address="/topics/han/", title="石头上的汉朝", summary="一句话。", picture=image.pk, crop=(50, 20)
    )
    return (
        new_block("notice", BlockKind.NOTICE, heading="通知", cards=(Placed("w", title="停水通知"),)),
        new_block("lead", BlockKind.LEAD, style="picture", count=3),
        new_block("focus", BlockKind.FOCUS),
        new_block("news", BlockKind.NEWS, heading="要闻", count=4),
        new_block("picks", BlockKind.PICKS, heading="推荐", style="thumbs", count=3),
        new_block("hot", BlockKind.PICKS, heading="点击排行", style="rank", fill=FillBy.HOT, count=3),
        new_block("yaowen", BlockKind.CHANNEL, channel=channel.pk, count=4),
        new_block("views", BlockKind.CHANNEL, heading="时评", channel=channel.pk, style="views", count=3),
        new_block("topic", BlockKind.BANNER, heading="专题", cards=(banner,)),
        new_block("strip", BlockKind.STRIP, heading="图说", count=4),
        new_block(
            "links", BlockKind.LINKS, heading="友情链接", cards=(Placed("l", address="/about/", title="关于本网"),)
        ),
    )


def test_the_front_page_costs_the_same_with_one_story_and_with_thirty(
    reader: Client, make_article: Make, image: Image, yaowen: Channel, site: Any, django_assert_num_queries: Any
) -> None:
    put_up(*everything(yaowen, image))
    layout = Layout(everything(yaowen, image)[1:])
    change_sheet(lambda page: layout, by=signer(), channel=yaowen)
    made = 0
    for count in (1, 30):
        while made < count:
            made += 1
            make_article(f"第{made}篇", cover=image.pk, summary="摘要。")
        reader.get("/")  # what stands around pages is kept
        # chrome · layout · numbers by one UNION ALL · cards · own pictures
        with django_assert_num_queries(5):
            assert reader.get("/").status_code == 200
        # chrome · numbers of the blocks, the list and the most read · cards · own pictures
        with django_assert_num_queries(4):
            assert reader.get("/news/yaowen/").status_code == 200


def test_the_most_read_stand_in_their_order(reader: Client, make_article: Make, yaowen: Channel) -> None:
    made = [make_article(f"第{n}篇") for n in range(4)]
    for position, place in enumerate((2, 0, 3)):
        HotEntry.objects.create(period=HotPeriod.WEEK, position=position, article=made[place])
    put_up(new_block("hot", BlockKind.PICKS, style="rank", fill=FillBy.HOT, span=HotPeriod.WEEK))
    assert links_of(reader) == ids(made[2], made[0], made[3])
    put_up(new_block("hot", BlockKind.CHANNEL, style="rank", fill=FillBy.HOT, span=HotPeriod.WEEK, channel=yaowen.pk))
    assert links_of(reader) == ids(made[2], made[0], made[3])
    put_up(new_block("hot", BlockKind.PICKS, style="rank", fill=FillBy.HOT))
    assert links_of(reader) == []


def test_a_channels_block_of_the_most_read_takes_the_place_of_the_rails_list(
    reader: Client, make_article: Make, yaowen: Channel, chief: Any
) -> None:
    HotEntry.objects.create(period=HotPeriod.DAY, position=0, article=make_article("一篇"))
    for fill, lists in ((FillBy.HOT, 1), (FillBy.NEWEST, 1)):
        block = new_block("top", BlockKind.PICKS, heading="点击排行", style="rank", fill=fill)
        change_sheet(lambda page, block=block: Layout((block,)), by=chief, channel=yaowen)  # type: ignore[misc]
        page = reader.get("/news/yaowen/").content.decode()
        rail = page[page.index("<aside") :]
        assert ('class="rank"' in rail) is (fill != FillBy.HOT)
        assert page[: page.index("<aside")].count('class="rank"') == lists


def test_a_rule_brings_only_the_kind_that_it_is_narrowed_to(reader: Client, make_article: Make) -> None:
    video = make_article("一段视频")
    plain = make_article("一篇文章")
    Article.objects.filter(pk=video.pk).update(kind=Kind.VIDEO)
    put_up(new_block("v", BlockKind.PICKS, only=Kind.VIDEO))
    assert links_of(reader) == ids(video)
    put_up(new_block("v", BlockKind.PICKS))
    assert links_of(reader) == ids(plain, video)


def test_a_channels_front_stands_above_its_list_which_leaves_out_what_is_in_it(
    reader: Client, make_article: Make, yaowen: Channel, chief: Any
) -> None:
    made = [make_article(f"第{n}篇") for n in range(4)]
    block = new_block("top", BlockKind.PICKS, heading="编辑推荐", fill=FillBy.NONE, cards=(Placed("a", made[0].pk),))
    change_sheet(lambda page: replace(page, blocks=(block,)), by=chief, channel=yaowen)
    assert links_of(reader, "/news/yaowen/") == ids(made[0], made[3], made[2], made[1])
    assert "编辑推荐" in reader.get("/news/yaowen/").content.decode()
    change_sheet(lambda page: Layout(), by=chief, channel=yaowen)
    assert links_of(reader, "/news/yaowen/") == ids(made[3], made[2], made[1], made[0])


def test_a_site_without_a_story_says_how_to_begin_even_with_a_layout(reader: Client, site: Any) -> None:
    assert "网站已经装好" in reader.get("/").content.decode()
