"""The fixed pages: text pages, site map, mobile, staff lookup."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.safestring import SafeString

from news.media.qr import qr_data_uri
from news.models import Article, Channel, Keyword, Page, StaffMember
from news.pagestore.recording import depends_on
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome
from news.reading.prose import dress, shown_by

TITLES = {
    "about": "关于我们",
    "staff": "工作人员查询",
    "disclaimer": "免责声明",
    "advertise": "广告服务",
    "contact": "联系我们",
    "join": "加盟代理",
    "sitemap": "网站地图",
    "mobile": "手机版",
}
MAX_QUERY = 40
MAX_ANSWERS = 5


@dataclass(frozen=True)
class TextPage:
    """A page of words."""

    chrome: Chrome
    slug: str
    title: str
    body: SafeString


@dataclass(frozen=True)
class DisclaimerPage(TextPage):
    """免责声明: its own words, then every text in force."""

    disclaimers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SitemapPage(TextPage):
    """网站地图: the channel tree, the fixed pages, keywords and newest stories."""

    channels: tuple[tuple[Channel, tuple[Channel, ...]], ...]
    keywords: tuple[Keyword, ...]
    newest: tuple[Card, ...]


@dataclass(frozen=True)
class MobilePage(TextPage):
    """手机版: the same addresses on a phone, by a code."""

    url: str
    qr: tuple[str, int]


class StaffAnswer(StrEnum):
    """The four answers of the lookup, and asking nothing."""

    ACTIVE = "active"
    LEFT = "left"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class StaffRow:
    """One person found; only what the answer needs."""

    state: StaffAnswer
    member: StaffMember


@dataclass(frozen=True)
class StaffPage(TextPage):
    """工作人员查询. ``asked`` is '' before a question; ``too_often`` when the reader must wait a minute."""

    asked: str
    rows: tuple[StaffRow, ...]
    too_often: bool = False


def _text(slug: str, chrome: Chrome) -> tuple[Chrome, str, str, SafeString]:
    depends_on(f"page:{slug}")
    page = Page.objects.filter(slug=slug).first()
    body = page.body if page else ""
    return chrome, slug, page.title if page else TITLES[slug], dress(body, shown_by(body)).html


def text_page(slug: str) -> TextPage:
    """Compose a page of words; without a row it has its title and no words."""
    chrome = load_chrome()
    if slug == "disclaimer":
        texts = tuple(
            (row.label, row.text_for(chrome.site.name))
            for row in sorted(chrome.around.disclaimers, key=lambda row: row.use)
            if row.is_default
        )
        return DisclaimerPage(*_text(slug, chrome), texts)
    return TextPage(*_text(slug, chrome))


def sitemap_page() -> SitemapPage:
    """Compose the HTML site map."""
    chrome = load_chrome()
    depends_on("stories", "words")
    tree = chrome.tree
    return SitemapPage(
        *_text("sitemap", chrome),
        channels=tuple((channel, tuple(_below(chrome, channel))) for channel in tree.children(None)),
        keywords=tuple(
            Keyword.objects.filter(
                pk__in=list(Article.objects.live().newest().values_list("keywordings__tag_id", flat=True)[:200])
            )[:60]
        ),
        newest=cards(Article.objects.live().newest().for_cards()[:30]),
    )


def _below(chrome: Chrome, channel: Channel) -> list[Channel]:
    found = []
    for child in chrome.tree.children(channel):
        found += [child, *_below(chrome, child)]
    return found


def mobile_page() -> MobilePage:
    """Compose 手机版 with the code of the front page."""
    chrome = load_chrome()
    return MobilePage(*_text("mobile", chrome), url=chrome.home, qr=qr_data_uri(chrome.home))


def staff_page(asked: str, *, too_often: bool = False) -> StaffPage:
    """Compose the lookup for an exact name or card number."""
    asked = " ".join(asked.split())[:MAX_QUERY]
    chrome = load_chrome()
    today = timezone.localdate()
    members = StaffMember.objects.exactly(asked)[:MAX_ANSWERS] if asked and not too_often else []
    rows = tuple(StaffRow(StaffAnswer(member.state(today)), member) for member in members)
    return StaffPage(*_text("staff", chrome), asked=asked, rows=rows, too_often=too_often)
