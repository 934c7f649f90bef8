"""A small newspaper to which random things happen, and everything that its readers can ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import create_article, save_revision
from news.editorial.channels import save_channel
from news.editorial.disclaimers import save_disclaimer
from news.editorial.hot import rebuild
from news.editorial.launches import put_up
from news.editorial.site import load_site
from news.enums import (
    AdPlace,
    BlockKind,
    BylineRole,
    DisclaimerUse,
    FileKind,
    FillBy,
    Kind,
    LicenceKind,
    Publication,
    StaffStatus,
    Withdrawal,
)
from news.errors import Refused
from news.models import (
    Ad,
    Article,
    BreakingLine,
    Channel,
    ChannelFront,
    Disclaimer,
    FriendLink,
    FrontLayout,
    HitTotal,
    Image,
    Keyword,
    Licence,
    MediaFile,
    Page,
    Redirect,
    Series,
    SiteIdentity,
    Source,
    StaffMember,
    Topic,
    TopicSection,
    TopicStep,
    TopicStory,
)
from news.rules.layout import Block, Layout, Placed
from news.rules.snapshot import Credit, Snapshot
from tests.conftest import put_out, signer
from tests.newsroom import person

NOON = datetime(2026, 3, 20, 4, 0, tzinfo=timezone.get_fixed_timezone(0))
STEPS = (1, 60, 600, 3600, 86400)
WORDS = ("夜市", "淮海", "公交", "社区")
FIXED = (
    "/", "/corrections/", "/hot/", "/topics/", "/topics/liudong/", "/series/heliu/", "/series/heliu/?page=2", "/about/",
    "/sitemap/", "/mobile/",
    "/disclaimer/", "/feed/rss.xml", "/feed/news/atom.xml", "/nowhere/", "/old/path.html", "/news/?page=2",
)  # fmt: skip


@dataclass
class Newspaper:
    """``now`` is the clock, ``numbers`` the stories, ``addresses`` whatever was an address once."""

    now: datetime
    channels: list[int]
    chief: User
    numbers: list[int] = field(default_factory=list)
    addresses: dict[str, None] = field(default_factory=dict)

    def remember(self) -> None:
        """Note the addresses that there are now."""
        for channel in Channel.objects.without_tree_fields():
            self.addresses[channel.get_absolute_url()] = None
        for article in Article.objects.filter(pk__in=self.numbers).select_related("channel"):
            if article.address:
                self.addresses[article.address] = None
                lists = article.channel.get_absolute_url()  # type: ignore[union-attr]
                self.addresses[f"{lists}{article.day}/"] = None
                self.addresses[f"{lists}?before={int(article.published_at.timestamp())}-{article.pk}"] = None  # type: ignore[union-attr]
        for keyword in Keyword.objects.all():
            self.addresses[keyword.get_absolute_url()] = None
        for number in StaffMember.objects.values_list("pk", flat=True):
            self.addresses[f"/reporters/{number}/"] = None


def begin(now: datetime) -> Newspaper:
    """Make the newspaper with a few stories."""
    chief = person("chief")
    signer()
    SiteIdentity.objects.create(pk=1, name="河湾网", founded=2009, phone="0516-12345678", topics_in_nav=True)
    news = save_channel(Channel(slug="news", name="资讯", position=10))
    below = [
        save_channel(Channel(slug=slug, name=name, parent=news))
        for slug, name in (("yaowen", "要闻"), ("minsheng", "民生"))
    ]
    culture = save_channel(Channel(slug="wenhua", name="文化", position=20))
    Source.objects.create(name="河湾网", own=True)
    Source.objects.create(name="滨河日报")
    Series.objects.create(name="河流", slug="heliu")
    StaffMember.objects.create(name="林晚", card_number="A1", position="记者", consent_on=now.date())
    Page.objects.create(slug="about", title="关于我们", body="<p>一家本地报纸。</p>")
    Disclaimer.objects.create(use="notice", label="版权声明", text="{site}所有", is_default=True)
    MediaFile.objects.create(
        kind=FileKind.VIDEO, file=f"files/aa/{'a' * 32}.mp4", title="开闸", ending="mp4", size=9, content_hash="a" * 64,
        width=640, height=360, seconds=65,
    )  # fmt: skip
    MediaFile.objects.create(
        kind=FileKind.DOCUMENT,
        file=f"files/bb/{'b' * 32}.pdf",
        title="指南",
        ending="pdf",
        size=9,
        content_hash="b" * 64,
    )
    topic = Topic.objects.create(title="流动的河", slug="liudong", opens_at=now - timedelta(days=1))
    TopicSection.objects.create(topic=topic, heading="现场", channel=news)
    for place in range(3):
        Image.objects.create(
            file=f"images/{place}.jpg", width=1600, height=1000, size=1, content_hash=str(place) * 64, alt=f"图{place}"
        )
    paper = Newspaper(now, [news.pk, *(item.pk for item in below), culture.pk], chief)
    draw = Random(1)
    for _turn in range(6):
        write(paper, draw)
    return paper


def _text(paper: Newspaper, draw: Random) -> Snapshot:
    cover = draw.choice([None, *_pictures()])
    series = Series.objects.get().pk if draw.random() < 0.3 else None
    kind, body = _kind(draw)
    return Snapshot(
        title=f"{draw.choice(WORDS)}见闻{draw.randrange(1000)}",
        kind=kind,
        body=f"<p>正文第{draw.randrange(1000)}段。</p>{body}",
        link="https://elsewhere.example/" if kind == Kind.LINK else "",
        seconds=draw.randrange(10, 99) if kind == Kind.VIDEO else 0,
        ai_generated=draw.random() < 0.1,
        channel=draw.choice(paper.channels),
        also_in=(draw.choice(paper.channels),) if draw.random() < 0.2 else (),
        keywords=tuple(sorted(draw.sample(WORDS, draw.randrange(3)))),
        source=draw.choice(("河湾网", "滨河日报")),
        byline=(Credit(BylineRole.REPORTER, "林晚", None),) if draw.random() < 0.4 else (),
        cover=cover,
        series=series,
        expires_at=(paper.now + timedelta(seconds=draw.choice((30, 700, 90000)))).isoformat()
        if draw.random() < 0.15
        else "",
        minors=draw.random() < 0.1,
    )


def _kind(draw: Random) -> tuple[Kind, str]:
    """Return what a story is, and what stands in its text because of that."""
    kind = draw.choice((Kind.STORY, Kind.STORY, Kind.GALLERY, Kind.VIDEO, Kind.LINK))
    figures = "".join(
        f'<figure><img src="/media/{image.file.name}" alt="{image.alt}"><figcaption>第{n}张。</figcaption></figure>'
        for n, image in enumerate(Image.objects.order_by("pk"))
    )
    film, guide = (MediaFile.objects.get(kind=name) for name in (FileKind.VIDEO, FileKind.DOCUMENT))
    if kind == Kind.GALLERY:
        return kind, f'<figure class="group">{figures}<figcaption>整组。</figcaption></figure>'
    if kind == Kind.VIDEO:
        poster = Image.objects.earliest("pk").file.name
        shown = f'<video src="{film.address}" poster="/media/{poster}"></video>'
        return kind, f'<figure class="video">{shown}<figcaption>开闸。</figcaption></figure>'
    if kind == Kind.STORY and draw.random() < 0.5:
        return kind, f'{figures}<p class="file"><a href="{guide.address}">{guide.title}</a></p>'
    return kind, ""


def write(paper: Newspaper, draw: Random, at: datetime | None = None) -> None:
    """Write a story and let it out, now or at a time."""
    article = create_article(snapshot=_text(paper, draw), by=paper.chief)
    put_out(article.pk, at)
    paper.numbers.append(article.pk)


def _schedule(paper: Newspaper, draw: Random) -> None:
    write(paper, draw, paper.now + timedelta(seconds=draw.choice((1, 60, 600, 7200))))


def _one(paper: Newspaper, draw: Random) -> int:
    return draw.choice(paper.numbers)


def _correct(paper: Newspaper, draw: Random) -> None:
    number = _one(paper, draw)
    save_revision(number, replace(_text(paper, draw), correction=draw.choice(("", "标题有误。"))), by=paper.chief)
    put_out(number)


def _withdraw(paper: Newspaper, draw: Random) -> None:
    act = draw.choice((publication.unpublish, publication.unpublish, publication.retract))
    act(_one(paper, draw), by=paper.chief, note="核实有误。")


def _bring_back(paper: Newspaper, draw: Random) -> None:
    gone = [
        *Article.objects.filter(pk__in=paper.numbers).exclude(withdrawal=Withdrawal.NONE).values_list("pk", flat=True),
        *Article.objects.filter(pk__in=paper.numbers, deleted_at__isnull=False).values_list("pk", flat=True),
    ]
    number = draw.choice(gone or paper.numbers)
    state = Article.objects.get(pk=number).publication()
    (publication.undelete if state == Publication.DELETED else publication.restore)(number, by=paper.chief)


def _delete(paper: Newspaper, draw: Random) -> None:
    publication.delete(_one(paper, draw), by=paper.chief, note="重复。")


def _move_channel(paper: Newspaper, draw: Random) -> None:
    channel = Channel.objects.get(pk=draw.choice(paper.channels))
    if draw.random() < 0.5:
        channel.name = f"{channel.name[:2]}{draw.randrange(100)}"
    else:
        channel.slug = f"{channel.slug[:4]}{draw.randrange(10_000)}"
    save_channel(channel)


def _settings(paper: Newspaper, draw: Random) -> None:
    turn = draw.randrange(9)
    if turn == 0:
        SiteIdentity.objects.update(name=f"河湾网{draw.randrange(100)}")
    elif turn == 1:
        FriendLink.objects.update_or_create(
            url="https://friend.example/", defaults={"name": f"友邻{draw.randrange(100)}"}
        )
    elif turn == 2:
        Licence.objects.create(kind=LicenceKind.ICP, label="备案号", number=f"苏ICP备{draw.randrange(10**6)}号")
    elif turn == 3:
        Disclaimer.objects.update(text=f"未经许可不得转载{draw.randrange(100)}")
    elif turn == 4:
        Page.objects.filter(slug="about").update(body=f"<p>第{draw.randrange(100)}版。</p>")
    elif turn == 5:
        source = draw.choice(list(Source.objects.filter(own=False)))
        source.name = f"滨河日报{draw.randrange(100)}"
        source.save()
    elif turn == 6:
        StaffMember.objects.update(status=draw.choice(StaffStatus.values))
    elif turn == 7:
        Keyword.objects.filter(pk=draw.choice([0, *Keyword.objects.values_list("pk", flat=True)])).update(
            name=f"词{draw.randrange(10**6)}"
        )
    else:
        Redirect.objects.update_or_create(
            old_path="/old/path.html", defaults={"new_path": draw.choice(("/about/", "/news/", "/topics/"))}
        )


def _around(paper: Newspaper, draw: Random) -> None:
    now, turn = paper.now, draw.randrange(6)
    if turn == 0:
        Ad.objects.create(
            place=draw.choice(AdPlace.values), title=f"广告{draw.randrange(100)}", starts_at=now,
            ends_at=draw.choice((None, now + timedelta(seconds=90))),
        )  # fmt: skip
    elif turn == 1:
        BreakingLine.objects.create(
            text=f"突发{draw.randrange(100)}", article_id=draw.choice((None, _one(paper, draw))), by_name="值班",
            starts_at=now + timedelta(seconds=draw.choice((0, 30))), ends_at=now + timedelta(seconds=700),
        )  # fmt: skip
    elif turn == 2:
        image = draw.choice(list(Image.objects.all()))
        image.alt, image.widths = f"图{draw.randrange(100)}", draw.choice(([], [480, 960]))
        image.save()
    elif turn == 3:
        HitTotal.objects.update_or_create(
            article_id=_one(paper, draw), defaults={"day": draw.randrange(1, 99), "week": 5, "month": 5, "total": 9}
        )
        rebuild(now)
    elif turn == 4:
        put_up(_layout(paper, draw), by_name="版面")
    else:
        ChannelFront.objects.update_or_create(
            channel_id=draw.choice(paper.channels), defaults={"data": _layout(paper, draw).as_json()}
        )


def _layout(paper: Newspaper, draw: Random) -> Layout:
    begins = (paper.now + timedelta(seconds=draw.choice((-5, 45)))).isoformat()
    ends = (paper.now + timedelta(seconds=draw.choice((50, 700)))).isoformat()
    card = Placed("p1", article=_one(paper, draw), title="编者选", starts_at=begins, ends_at=ends)
    return Layout(
        (
            Block("a", BlockKind.LEAD, style="words", count=1, fill=FillBy.NEWEST, cards=(card,)),
            Block("b", BlockKind.PICKS, "热读", "heads", 6, draw.choice((FillBy.HOT, FillBy.NEWEST))),
            Block("c", BlockKind.LINKS, count=40, fill=FillBy.FRIENDS),
        )
    )


def _topic(paper: Newspaper, draw: Random) -> None:
    topic, turn = Topic.objects.get(), draw.randrange(5)
    if turn == 0:
        topic.opens_at = paper.now + timedelta(seconds=draw.choice((-100, 60)))
        topic.save()
    elif turn == 1:
        TopicStory.objects.get_or_create(
            topic=topic, article_id=_one(paper, draw), defaults={"section": TopicSection.objects.get()}
        )
    elif turn == 2:
        TopicStep.objects.create(topic=topic, day=paper.now.date(), line=f"进展{draw.randrange(100)}")
    elif turn == 3:
        topic.title = f"流动的河{draw.randrange(100)}"
        topic.save()
    else:
        topic.removed_at = draw.choice((None, paper.now))
        topic.save()


def _more(paper: Newspaper, draw: Random) -> None:
    now, turn = paper.now, draw.randrange(9)
    pictures = _pictures()
    if turn == 0:
        Ad.objects.create(
            place=draw.choice(AdPlace.values), title=f"图广告{draw.randrange(100)}", image_id=draw.choice(pictures),
            starts_at=now + timedelta(seconds=draw.choice((0, 40))), weight=draw.randrange(1, 5),
        )  # fmt: skip
    elif turn == 1:
        Ad.objects.filter(active=True).update(active=draw.random() < 0.5, title=f"广告{draw.randrange(100)}")
    elif turn == 2:
        BreakingLine.objects.filter(taken_down_at=None).update(taken_down_at=now, taken_down_by_name="值班")
    elif turn == 3:
        number = draw.choice(pictures)
        Image.objects.filter(pk=number).update(file=f"images/{number}-{draw.randrange(100)}.jpg", caption="换过的图")
    elif turn == 4:
        FrontLayout.objects.create(
            data=_layout(paper, draw).as_json(),
            live_from=now + timedelta(seconds=draw.choice((2, 45))),
            by_name="版面",
        )
    elif turn == 5:
        FrontLayout.objects.filter(live_from__gt=now, cancelled_at=None).update(
            cancelled_at=now, cancelled_by_name="版面"
        )
    elif turn == 6:
        gone = Keyword.objects.order_by("pk")[:1]
        Keyword.objects.filter(pk__in=[keyword.pk for keyword in gone]).delete()
    elif turn == 7:
        Channel.objects.filter(pk=draw.choice(paper.channels)).update(in_nav=draw.random() < 0.5)
    else:
        TopicSection.objects.update(heading=f"现场{draw.randrange(100)}", channel_id=draw.choice(paper.channels))


def _rare(paper: Newspaper, draw: Random) -> None:
    turn, number = draw.randrange(7), draw.randrange(1000)
    if turn == 0:
        load_site({"slogan": f"河边{number}", "footer": [{"page": "about", "label": f"关于{number}"}]}, Path())
    elif turn == 1:
        channel = Channel.objects.get(pk=draw.choice(paper.channels))
        load_site({"channels": [{"path": channel.path, "name": f"栏目{number}", "in_nav": number % 2 == 0}]}, Path())
    elif turn == 2:
        series = Series.objects.get()
        series.name, series.description = f"河流{number}", f"第{number}季"
        series.save()
    elif turn == 3:
        MediaFile.objects.update(title=f"文件{number}", size=number)
    elif turn == 4:
        StaffMember.objects.update(name=draw.choice(("林晚", "沈知禾")), position=f"记者{number}")
    elif turn == 5:
        short = Disclaimer(use=DisclaimerUse.SHORT, label="免责", text=f"仅供参考{number}", is_default=True)
        save_disclaimer(short, by=paper.chief)
    else:
        Topic.objects.update(intro=f"导语{number}", banner_id=draw.choice([None, *_pictures()]))


def _pictures() -> list[int]:
    return list(Image.objects.values_list("pk", flat=True))


def _wait(paper: Newspaper, draw: Random) -> None:
    paper.now += timedelta(seconds=draw.choice(STEPS))


ACTS: tuple[Callable[[Newspaper, Random], None], ...] = (
    write, write, _schedule, _schedule, _correct, _correct, _withdraw, _withdraw, _bring_back, _delete, _move_channel,
    _settings, _settings, _around, _around, _more, _more, _rare, _topic, _wait, _wait,
)  # fmt: skip


def happen(paper: Newspaper, draw: Random) -> str:
    """Let one random thing happen; returns what. What the desk refuses changes nothing."""
    act = draw.choice(ACTS)
    try:
        with transaction.atomic():
            act(paper, draw)
    except Refused as refused:
        return f"{act.__name__} refused: {refused}"
    paper.remember()
    return act.__name__
