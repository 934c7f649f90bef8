"""/styleguide/, while DEBUG is on: every component of the reader's pages in every state, by the real templates.

A component without a sample is an error of the tests (tests/views/test_styleguide.py), so a new one gets its own here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from news.enums import BlockKind, Kind, TopicStyle
from news.media.qr import qr_data_uri
from news.models import Channel, Series, SiteIdentity, StaffMember
from news.reading.ads import AdCard
from news.reading.breaking import Breaking
from news.reading.calendar import CalendarDay, Month
from news.reading.cards import Card, Picture
from news.reading.chrome import load_chrome
from news.reading.front import Front, FrontBlock, FrontLink
from news.reading.paging import Pager
from news.reading.search import Choice, Result
from news.reading.series import SeriesPart
from news.reading.topics import Section
from news.rules.layout import Band
from news.rules.layout_fill import Filled

NOON = datetime(2026, 3, 20, 12, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
ICONS = "sliders search seal print link qr badge active left expired unknown speak pause stop share close".split()
TITLE = "城市书房夜间开放到十点，读者多了三成"


@dataclass(frozen=True)
class Sample:
    """One state of a component. ``source`` is shown instead of ``shown`` for what has no place inside of a page."""

    state: str
    shown: SafeString
    source: bool = False


@dataclass(frozen=True)
class Shelf:
    """A component with its samples; ``props`` is the first line of its file."""

    name: str
    props: str
    samples: tuple[Sample, ...]


def picture() -> Picture:
    """Return a picture that is always there."""
    return Picture(static("img/seal.svg"), (), 480, 300, "印章")


@dataclass(frozen=True)
class SampleCard(Card):
    """A story with a picture that no library has."""

    picture: Picture | None = None
    lead_picture: Picture | None = None


def card(number: int = 1, **more: Any) -> Card:
    """Return a story."""
    given = {
        "number": number,
        "title": TITLE,
        "full_title": f"{TITLE}（{number}）",
        "address": f"/news/2026-03-20/{number}.html",
        "page": f"/news/2026-03-20/{number}.html",
        "kicker": "书香河湾",
        "summary": "十二家书房延长开放，晚上的座位坐满了大半。",
        "channel": "资讯频道",
        "channel_address": "/news/",
        "time": NOON,
        "picture": picture(),
        "lead_picture": picture(),
        "reporters": "沈知禾",
        "source": "",
        "ai": False,
    }
    return SampleCard(**{**given, **more})


def block(key: str, kind: BlockKind, style: str = "", **more: Any) -> FrontBlock:
    """Return a block of a front page with three stories."""
    given: dict[str, Any] = {
        "heading": "资讯",
        "channel": channels()[0],
        "children": tuple(channels()[1:]),
        "cards": tuple(card(number) for number in (1, 2, 3)),
        "links": (),
        "whole": False,
    }
    return FrontBlock(key, kind, style, **{**given, **more})


def channels() -> list[Channel]:
    """Return a trail of two channels."""
    return [
        Channel(pk=1, slug="news", path="news", name="资讯频道"),
        Channel(pk=2, slug="yaowen", path="news/yaowen", name="本网资讯"),
    ]


def samples() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give (component, state, props) of everything that stands inside of a page."""
    trail, bare = channels(), card(picture=None, lead_picture=None)
    qr = qr_data_uri("https://example.cn/news/2026-03-20/1.html")
    link = FrontLink("石头上的汉朝", "/news/", "从一块拓片出发。", "专题", picture())
    words = FrontLink("周末停水通知", "")
    for name in ICONS:
        yield "icon", name, {"name": name}
    for kind, said in ((Kind.GALLERY, "组图"), (Kind.VIDEO, "视频"), (Kind.LINK, "外链")):
        yield "marks", said, {"card": card(kind=kind)}
    yield "marks", "广告", {"card": card(ad=True)}
    yield "picture", "一张", {"picture": picture()}
    for form in ("", "big", "row", "wide", "text"):
        yield "story", form or "default", {"card": card(), "form": form, "level": 3}
    yield "story", "without a picture", {"card": bare, "form": "wide", "level": 3}
    yield "story", "leads elsewhere", {"card": card(address="https://example.cn/", kind=Kind.LINK), "level": 3}
    several = tuple(card(number) for number in range(1, 6))
    for form in ("", "first", "end", "cols"):
        yield "heads", form or "default", {"cards": several, "form": form}
    yield "heads", "clock", {"cards": several, "clock": True}
    yield "film", "small", {"card": card(kind=Kind.VIDEO)}
    yield "film", "large", {"card": card(kind=Kind.VIDEO), "large": True}
    yield "rank", "ten", {"cards": tuple(card(number) for number in range(1, 11)), "label": "g-rank"}
    yield "rank", "nothing yet", {"cards": (), "label": "g-none"}
    narrow = (Choice("沈知禾", "/search/?q=书房&reporter=沈知禾", False),)
    result = Result(
        card(), SafeString("城市<mark>书房</mark>夜间开放"), SafeString("延长到十点的<mark>书房</mark>"), narrow, None
    )
    yield "result", "with a picture", {"result": result}
    yield "result", "words only", {"result": replace(result, card=bare)}
    yield "crumbs", "article", {"trail": trail, "last": "正文"}
    yield "crumbs", "channel", {"trail": trail, "last_is_channel": True}
    pages = tuple((number, f"?page={number}" if number > 1 else "") for number in range(1, 4))
    yield "pager", "first page", {"pager": Pager(1, pages, None, "?page=2"), "base": "/news/"}
    yield "pager", "in the middle", {"pager": Pager(2, pages, "", "?page=3"), "base": "/news/"}
    yield (
        "pager",
        "last page",
        {"pager": Pager(3, pages, "?page=2", None), "base": "/news/", "archive": "/news/2026-03-20/"},
    )
    yield "pager", "everything fits", {"pager": Pager(1, pages[:1], None, None), "base": "/news/"}
    series = Series(name="夜读河湾", slug="night")
    yield "series", "in the middle", {"part": SeriesPart(series, (card(1),), (card(3),)), "title": TITLE}
    yield "tools", "with script, a voice and a share sheet", {"url": "https://example.cn/1.html", "qr": qr}
    site = SiteIdentity(name="河湾网", wechat_name="河湾网", wechat_caption="扫描关注河湾网。")
    yield "account_qr", "made from its text", {"site": site, "qr": qr}
    yield "account_qr", "none", {"site": site, "qr": None}
    member = StaffMember(name="沈知禾", card_number="HHW-1", position="记者", valid_until=date(2031, 6, 30))
    for state in ("active", "left", "expired"):
        member = replace_member(member, left_on=date(2025, 3, 31) if state == "left" else None)
        yield "staff_card", state, {"state": state, "member": member, "phone": "0516-12345678"}
    for slug in ("contact", "advertise", "join", "disclaimer", "about"):
        yield "write_to_us", slug, {"slug": slug}
    for address, said in (("/news/", "leads to a story"), ("", "leads nowhere"), ("https://example.cn/", "elsewhere")):
        line = Breaking(1, "市气象台发布暴雨橙色预警", address, NOON, NOON + timedelta(hours=2))
        yield "breaking", said, {"line": line}
    yield "ad", "words", {"ad": AdCard("rail", "河湾书店周末九折", "/advertise/", None)}
    yield "ad", "picture", {"ad": AdCard("list", "河湾书店周末九折", "https://example.cn/", picture())}
    yield "ad", "none", {"ad": None}
    week = tuple(
        CalendarDay(date(2026, 3, day), f"/news/2026-03-{day:02}/" if day % 2 else "", day == 5) for day in range(2, 9)
    )
    month = Month(date(2026, 3, 1), (week,), "/news/2026-02-27/", "/news/2026-04-01/")
    yield "calendar", "a week", {"month": month, "channel": trail[0], "today": date(2026, 3, 6)}
    for style in TopicStyle:
        section = Section(f"分栏：{style.label}", style, several[:3])
        yield "topic_section", style.value, {"section": section, "key": f"g{style.value}"}
    yield from blocks(link, words)


def blocks(link: FrontLink, words: FrontLink) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give the blocks of front pages."""
    yield "blocks/head", "with channels", {"block": block("gh", BlockKind.NEWS)}
    yield "blocks/lead", "words", {"block": block("gl", BlockKind.LEAD)}
    yield "blocks/lead", "picture", {"block": block("gp", BlockKind.LEAD, "picture")}
    yield "blocks/focus", "three pictures", {"block": block("gf", BlockKind.FOCUS), "whole": True}
    yield "blocks/strip", "a row", {"block": block("gs", BlockKind.STRIP)}
    for style in ("mixed", "heads", "thumbs", "rank", "views"):
        yield "blocks/list", style, {"block": block(f"g{style}", BlockKind.NEWS, style)}
    yield "blocks/banner", "picture", {"block": block("gb", BlockKind.BANNER, links=(link,))}
    yield "blocks/banner", "words", {"block": block("gw", BlockKind.BANNER, links=(replace(link, picture=None),))}
    for style in ("", "urgent"):
        yield (
            "blocks/notice",
            style or "default",
            {"block": block(f"gn{style}", BlockKind.NOTICE, style, links=(words, link))},
        )
    yield (
        "blocks/links",
        "two",
        {"block": block("gk", BlockKind.LINKS, links=(link, replace(link, title="平原图书馆")))},
    )
    yield "block", "picks", {"block": block("gx", BlockKind.PICKS, "heads"), "whole": True}
    pair = Band("two", (block("g1", BlockKind.NEWS, "heads"), block("g2", BlockKind.PICKS, "mixed")))
    yield "front", "two abreast", {"front": Front((pair,), Filled({}, {}))}


def replace_member(member: StaffMember, left_on: date | None) -> StaffMember:
    """Return the person with another day of leaving, never saved."""
    return StaffMember(
        name=member.name,
        card_number=member.card_number,
        position=member.position,
        valid_until=member.valid_until,
        left_on=left_on,
    )


def sources() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give what stands in a page's head or is a page of its own: shown as source."""
    seen = replace(picture(), sources=(("image/avif", "/media/a-480.avif 480w"),))
    yield "preload", "one picture", {"picture": seen, "sizes": "100vw"}
    yield (
        "share",
        "an article",
        {"kind": "article", "title": TITLE, "text": "摘要。", "url": "/1.html", "site": "河湾网"},
    )
    yield (
        "bare",
        "500",
        {"title": "出了一点问题", "sign": "修", "words": "请过一会儿再试。", "code": 500, "footer": ""},
    )


AROUND = ("masthead", "footer")  # they stand around the page itself


def shelves() -> list[Shelf]:
    """Return every component with its samples, in the order of their names."""
    found: dict[str, list[Sample]] = {}
    for given, source in ((samples(), False), (sources(), True)):
        for name, state, props in given:
            shown = render_to_string(f"components/{name}.html", props)
            found.setdefault(name, []).append(Sample(state, shown, source))
    folder = Path(settings.BASE_DIR) / "templates/components"
    return [
        Shelf(
            name, (folder / f"{name}.html").read_text(encoding="utf-8").split("\n", 1)[0].strip("{# }"), tuple(shown)
        )
        for name, shown in sorted(found.items())
    ]


@csrf_exempt
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show all components to developers; 404 for everybody else."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "news/styleguide.html", {"chrome": load_chrome(), "shelves": shelves(), "around": AROUND})
