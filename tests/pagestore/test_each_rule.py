"""For every line that the triggers write: one change, and a stored page that is another one for it.

Changes are made past the verbs, with ``update()`` and the like, as the triggers promise to notice them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.channels import save_channel
from news.editorial.launches import put_up
from news.editorial.review import submit
from news.enums import AdPlace, BlockKind, BylineRole, DisclaimerUse, FileKind, FillBy, LicenceKind, StaffStatus
from news.models import (
    Ad,
    Article,
    BreakingLine,
    Bylining,
    Channel,
    ChannelFront,
    Disclaimer,
    FooterEntry,
    FriendLink,
    HotEntry,
    Image,
    Keyword,
    Keywording,
    Licence,
    Listing,
    MediaFile,
    Page,
    PurgeLine,
    Redirect,
    Series,
    SiteIdentity,
    Source,
    StaffMember,
    Topic,
    TopicSection,
    TopicStep,
    TopicStory,
    purging,
)
from news.models.purge_rules import RULES, Rule
from news.pagestore.wrapper import PageStore
from news.rules.layout import Block, Layout
from news.rules.snapshot import Credit
from tests.newsroom import clock
from tests.pagestore.asking import ask
from tests.pagestore.newspaper import NOON

pytestmark = [pytest.mark.django_db]
Make = Callable[..., Article]
Act = Callable[[], Any]
ATTACHED = "ab" * 16


class World:
    """Three stories of one channel, a minute apart, with everything that hangs on them."""

    def __init__(self, make: Make, chief: User, yaowen: Channel) -> None:
        self.make, self.chief, self.channel = make, chief, yaowen
        self.other = save_channel(Channel(slug="wenhua", name="文化"))
        SiteIdentity.objects.create(pk=1, name="河湾网")
        self.source = Source.objects.create(name="滨河日报")
        self.series = Series.objects.create(name="河流", slug="heliu")
        self.staff = StaffMember.objects.create(
            name="林晚", card_number="A1", position="记者", consent_on=date(2026, 1, 1)
        )
        self.image = Image.objects.create(
            file="images/a.jpg", width=1600, height=1000, size=1, content_hash="a" * 64, alt="图一"
        )
        self.file = MediaFile.objects.create(
            file=f"files/ab/{ATTACHED}.pdf",
            title="通知.pdf",
            kind=FileKind.DOCUMENT,
            ending="pdf",
            size=2048,
            content_hash="f" * 64,
        )
        self.notice = Disclaimer.objects.create(
            use=DisclaimerUse.NOTICE, label="版权声明", text="旧声明", is_default=True
        )
        self.old, self.middle, self.new = (
            self.at(
                -40 + 10 * place, title, keywords=("夜市",), series=self.series.pk, source=self.source.name,
                byline=(Credit(BylineRole.REPORTER, "林晚", None),), cover=self.image.pk,
                body=f'<p>正文。</p><p class="file"><a href="/media/files/ab/{ATTACHED}.pdf">通知.pdf</a></p>',
            )
            for place, title in enumerate(("早篇", "中篇", "晚篇"))
        )  # fmt: skip
        self.topic = Topic.objects.create(title="流动的河", slug="liudong", opens_at=NOON - timedelta(days=1))
        self.section = TopicSection.objects.create(topic=self.topic, heading="现场", channel=yaowen)

    def at(self, minutes: int, title: str, **fields: Any) -> Article:
        """Publish a story so many minutes from noon."""
        with clock(NOON + timedelta(minutes=minutes)):
            return self.make(title, **fields)

    def keyword(self) -> Keyword:
        return Keyword.objects.get()

    def plain(self, count: int = 1) -> list[Article]:
        """Add live stories of three days before by rows alone, in no list."""
        when = NOON - timedelta(days=3)
        return Article.objects.bulk_create(
            Article(
                title=f"旧闻{turn}", body="<p>旧。</p>", channel=self.channel, first_published_at=when,
                published_at=when + timedelta(seconds=turn), updated_at=when, source=self.source,
            )
            for turn in range(count)
        )  # fmt: skip

    def list_elsewhere(self, article: Article) -> None:
        """Show a story in the other channel too, where nobody's 上一篇 and 下一篇 are its own."""
        assert article.published_at
        Listing.objects.create(article=article, channel=self.other, published_at=article.published_at, day=article.day)

    def mark(self, article: Article) -> None:
        """Give a story the keyword."""
        assert article.published_at
        Keywording.objects.create(tag=self.keyword(), content_object=article, published_at=article.published_at)


def before_page(address: str, article: Article) -> str:
    assert article.published_at
    return f"{address}?before={int(article.published_at.timestamp())}-{article.pk}"


# Each returns the address of a page and the change of it.
def story_title(world: World) -> tuple[str, Act]:
    story = world.plain()[0]
    return story.address, lambda: Article.objects.filter(pk=story.pk).update(title="换题")


def series_of_a_story(world: World) -> tuple[str, Act]:
    story = world.plain()[0]
    return "/series/heliu/", lambda: Article.objects.filter(pk=story.pk).update(series=world.series, series_place=9)


def breaking_of_a_story(world: World) -> tuple[str, Act]:
    BreakingLine.objects.create(
        text="突发", article=world.old, by_name="值班", starts_at=NOON, ends_at=NOON + timedelta(hours=1)
    )
    return "/about/", lambda: publication.unpublish(world.old.pk, by=world.chief, note="核实。")


def corrections(world: World) -> tuple[str, Act]:
    return "/corrections/", lambda: Article.objects.filter(pk=world.old.pk).update(
        correction="标题有误", corrected_at=NOON
    )


def channel_list(world: World) -> tuple[str, Act]:
    return "/wenhua/", lambda: world.list_elsewhere(world.old)


def day_of_a_channel(world: World) -> tuple[str, Act]:
    world.list_elsewhere(world.old)
    return f"/wenhua/{world.old.day}/", lambda: world.list_elsewhere(world.middle)


def far_down_a_channel(world: World) -> tuple[str, Act]:
    rows = world.plain(46)
    for row in (*rows[:30], *rows[31:]):
        world.list_elsewhere(row)
    return before_page("/wenhua/", rows[40]), lambda: world.list_elsewhere(rows[30])


def home(world: World) -> tuple[str, Act]:
    return "/", lambda: world.list_elsewhere(world.plain()[0])


def calendar_of_another_day(world: World) -> tuple[str, Act]:
    world.list_elsewhere(world.old)
    return f"/wenhua/{world.old.day}/", lambda: world.list_elsewhere(world.plain()[0])


def restored_between(world: World, elsewhere: Article) -> Act:
    """Put the middle story back; ``elsewhere`` is only also in the channel, so that nothing is said of it."""
    publication.unpublish(world.middle.pk, by=world.chief, note="核实。")
    Article.objects.update(related_ids=[], series=None, series_place=None)
    Article.objects.filter(pk=elsewhere.pk).update(channel=world.other)
    return lambda: publication.restore(world.middle.pk, by=world.chief)


def next_of_the_older(world: World) -> tuple[str, Act]:
    return world.old.address, restored_between(world, world.new)


def previous_of_the_newer(world: World) -> tuple[str, Act]:
    world.at(-5, "最晚篇")  # so that the newer one is not the newest
    return world.new.address, restored_between(world, world.old)


def keyword_list(world: World) -> tuple[str, Act]:
    story = world.plain()[0]
    return world.keyword().get_absolute_url(), lambda: world.mark(story)


def far_down_a_keyword(world: World) -> tuple[str, Act]:
    rows = world.plain(46)
    for row in (*rows[:30], *rows[31:]):
        world.mark(row)
    return before_page(world.keyword().get_absolute_url(), rows[40]), lambda: world.mark(rows[30])


def keyword_of_a_story(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Keywording.objects.filter(content_object=world.old).delete()


def signed_stories(world: World) -> tuple[str, Act]:
    story = world.plain()[0]
    return f"/reporters/{world.staff.pk}/", lambda: Bylining.objects.create(
        staff=world.staff, article=story, published_at=story.published_at
    )


def signer_of_a_story(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Bylining.objects.filter(article=world.old).delete()


def keyword_name(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Keyword.objects.update(name="早市")


def keyword_name_on_the_map(world: World) -> tuple[str, Act]:
    return "/sitemap/", lambda: Keyword.objects.update(name="早市")


def redirect(world: World) -> tuple[str, Act]:
    Redirect.objects.create(old_path="/old.html", new_path="/about/")
    return "/old.html", lambda: Redirect.objects.update(new_path="/news/")


def site_name(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: SiteIdentity.objects.update(name="滨河网")


def legal_text(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Disclaimer.objects.update(text="新声明")


def channel_name(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Channel.objects.filter(pk=world.channel.pk).update(name="要闻")


def channel_description(world: World) -> tuple[str, Act]:
    return "/news/yaowen/", lambda: Channel.objects.filter(pk=world.channel.pk).update(description="本地要闻")


def channel_style(world: World) -> tuple[str, Act]:
    return "/news/yaowen/", lambda: Channel.objects.filter(pk=world.channel.pk).update(list_style="text")


def licence(world: World) -> tuple[str, Act]:
    return "/about/", lambda: Licence.objects.create(kind=LicenceKind.ICP, label="备案号", number="苏ICP备1号")


def footer(world: World) -> tuple[str, Act]:
    return "/about/", lambda: FooterEntry.objects.create(page="about", label="关于我们")


def friend_link(world: World) -> tuple[str, Act]:
    links = Block("c", BlockKind.LINKS, count=40, fill=FillBy.FRIENDS)
    put_up(Layout((*front("新闻").blocks, links)), by_name="版面")
    return "/", lambda: FriendLink.objects.create(name="邻县网", url="https://friend.example/")


def front(name: str) -> Layout:
    return Layout((Block("a", BlockKind.PICKS, name, "heads", 6, FillBy.NEWEST),))


def channel_front(world: World) -> tuple[str, Act]:
    row = ChannelFront.objects.create(channel=world.channel, data=front("甲").as_json())
    return "/news/yaowen/", lambda: ChannelFront.objects.filter(pk=row.pk).update(data=front("乙").as_json())


def launch(world: World) -> tuple[str, Act]:
    return "/", lambda: put_up(front("新版"), by_name="版面")


def breaking(world: World) -> tuple[str, Act]:
    return "/about/", lambda: BreakingLine.objects.create(
        text="突发", by_name="值班", starts_at=NOON, ends_at=NOON + timedelta(hours=1)
    )


def advertisement(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Ad.objects.create(place=AdPlace.ARTICLE, title="广告一", starts_at=NOON)


def page_of_words(world: World) -> tuple[str, Act]:
    return "/about/", lambda: Page.objects.create(slug="about", title="关于我们", body="<p>新。</p>")


def source_name(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Source.objects.filter(pk=world.source.pk).update(name="滨河晚报")


def staff_member(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: StaffMember.objects.update(status=StaffStatus.LEFT)


def series_name(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: Series.objects.update(name="大河")


def topic(world: World) -> tuple[str, Act]:
    return "/topics/liudong/", lambda: Topic.objects.update(title="大河")


def list_of_topics(world: World) -> tuple[str, Act]:
    return "/topics/", lambda: Topic.objects.update(title="大河")


def topic_of_a_story(world: World) -> tuple[str, Act]:
    TopicStory.objects.create(topic=world.topic, section=world.section, article=world.old)
    return world.old.address, lambda: Topic.objects.update(title="大河")


def topic_section(world: World) -> tuple[str, Act]:
    return "/topics/liudong/", lambda: TopicSection.objects.update(heading="在场")


def topic_step(world: World) -> tuple[str, Act]:
    return "/topics/liudong/", lambda: TopicStep.objects.create(topic=world.topic, day=NOON.date(), line="有进展")


def story_of_a_topic(world: World) -> tuple[str, Act]:
    TopicSection.objects.update(channel=None)
    return "/topics/liudong/", lambda: TopicStory.objects.create(
        topic=world.topic, section=world.section, article=world.old
    )


def story_joins_a_topic(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: TopicStory.objects.create(
        topic=world.topic, section=world.section, article=world.old
    )


def most_read(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: HotEntry.objects.create(period="day", position=1, article=world.new)


def picture(world: World) -> tuple[str, Act]:
    return "/news/yaowen/", lambda: Image.objects.update(width=1200)


def picture_that_comes_later(world: World) -> tuple[str, Act]:
    Article.objects.filter(pk=world.old.pk).update(body='<figure><img src="/media/images/b.jpg" alt="乙"></figure>')
    return world.old.address, lambda: Image.objects.create(
        file="images/b.jpg", width=800, height=500, size=1, content_hash="b" * 64
    )


def attachment(world: World) -> tuple[str, Act]:
    return world.old.address, lambda: MediaFile.objects.update(size=9_000_000)


def attachment_that_comes_later(world: World) -> tuple[str, Act]:
    MediaFile.objects.all().delete()
    return world.old.address, lambda: MediaFile.objects.create(
        file=f"files/ab/{ATTACHED}.pdf",
        title="通知.pdf",
        kind=FileKind.DOCUMENT,
        ending="pdf",
        size=2048,
        content_hash="f" * 64,
    )


# table → for each SELECT of its rule the changes that only it, or it among others, makes known
CHANGES: dict[str, tuple[tuple[Callable[[World], tuple[str, Act]], ...], ...]] = {
    "news_article": ((story_title,), (series_of_a_story,), (breaking_of_a_story,), (corrections,)),
    "news_listing": (
        (channel_list, day_of_a_channel, far_down_a_channel, home),
        (calendar_of_another_day,),
        (next_of_the_older,),
        (previous_of_the_newer,),
    ),
    "news_keywording": ((keyword_list,), (far_down_a_keyword,), (keyword_of_a_story,)),
    "news_bylining": ((signed_stories,), (signer_of_a_story,)),
    "news_keyword": ((keyword_name,), (keyword_name_on_the_map,)),
    "news_redirect": ((redirect,),),
    "news_siteidentity": ((site_name,),),
    "news_disclaimer": ((legal_text,),),
    "news_channel": ((channel_name, channel_description, channel_style),),
    "news_licence": ((licence,),),
    "news_footerentry": ((footer,),),
    "news_friendlink": ((friend_link,),),
    "news_channelfront": ((channel_front,),),
    "news_frontlayout": ((launch,),),
    "news_breakingline": ((breaking,),),
    "news_ad": ((advertisement,),),
    "news_page": ((page_of_words,),),
    "news_source": ((source_name,),),
    "news_staffmember": ((staff_member,),),
    "news_series": ((series_name,),),
    "news_topic": ((topic, list_of_topics, topic_of_a_story),),
    "news_topicsection": ((topic_section,),),
    "news_topicstep": ((topic_step,),),
    "news_topicstory": ((story_of_a_topic,), (story_joins_a_topic,)),
    "news_hotentry": ((most_read,),),
    "news_image": ((picture,), (picture_that_comes_later,)),
    "news_mediafile": ((attachment,), (attachment_that_comes_later,)),
}


@pytest.fixture
def world(make_article: Make, chief: User, yaowen: Channel) -> World:
    """The stories, at noon."""
    with clock(NOON):
        return World(make_article, chief, yaowen)


def test_every_rule_has_its_changes() -> None:
    assert {rule.table: len(rule.select) for rule in RULES} == {table: len(rows) for table, rows in CHANGES.items()}


@pytest.mark.parametrize("change", [change for rows in CHANGES.values() for row in rows for change in row])
def test_a_stored_page_that_shows_it_is_another_after_the_change(
    change: Callable[[World], tuple[str, Act]], world: World, store: PageStore, site: Any
) -> None:
    with clock(NOON):
        address, act = change(world)
        store.catch_up()
        before = ask(store, address)
        assert ask(store, address).store == "hit", address
        act()
        store.catch_up()
        kept, fresh = ask(store, address), ask(site, address)
    assert kept.shown == fresh.shown
    assert fresh.shown != before.shown, "the change is not to be seen at this address"


@pytest.mark.long
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("table", "place", "change"),
    [(table, place, change) for table, rows in CHANGES.items() for place, row in enumerate(rows) for change in row],
)
def test_without_its_line_the_page_would_be_stale(
    table: str,
    place: int,
    change: Callable[[World], tuple[str, Act]],
    world: World,
    store: PageStore,
    site: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each change above is noticed by the one SELECT that it stands for, and by no other."""

    def without(rule: Rule) -> Rule:
        rest = tuple(select for number, select in enumerate(rule.select) if number != place)
        return replace(rule, select=rest or ("SELECT 'nothing', {never}",))

    rules = tuple(without(rule) if rule.table == table else rule for rule in RULES)
    monkeypatch.setattr(purging, "RULES", rules)
    purging.install("default")
    with clock(NOON):
        address, act = change(world)
        store.catch_up()
        ask(store, address)
        act()
        store.catch_up()
        assert ask(store, address).shown != ask(site, address).shown


def test_work_at_the_desk_drops_nothing(world: World, reporter: User, store: PageStore) -> None:
    """A draft over a live story, a review, a number of review levels: no reader sees any of it."""
    store.catch_up()
    newest = PurgeLine.objects.order_by("-pk").values_list("pk", flat=True)[0]
    text = world.old.live_revision
    assert text is not None
    save_revision(world.old.pk, replace(text.snapshot, title="草稿里的新题"), by=reporter)
    submit(world.old.pk, by=reporter)
    Article.objects.filter(pk=world.old.pk).update(held_at=timezone.now(), urgent=True)
    world.channel.review_levels = 2
    save_channel(world.channel)
    world.make("只是草稿", live=False)
    assert not PurgeLine.objects.filter(pk__gt=newest).exists()
