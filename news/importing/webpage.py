"""A web or 公众号 address becomes a draft: headline, text, source and original address; its pictures follow."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.articles import create_article
from news.editorial.fetching import rehost
from news.enums import BylineRole, Origin, Verb
from news.errors import BadInput
from news.media.fetch import Network, fetch, host_of
from news.models import Article, FetchJob
from news.rules.checks import MAX_LENGTHS, MAX_TITLE
from news.rules.snapshot import Credit, Snapshot
from news.text.embedded import without_embedded
from news.text.page import WECHAT, FoundStory, decoded, find_story
from news.text.paste import clean_paste

MAX_BYTES = 8 * 2**20
MAX_STORY = 1_500_000  # characters of markup; a long 公众号 article has 500,000
SECONDS = 15.0  # somebody waits for it
TYPES = ("text/html", "application/xhtml+xml")
# What 公众号 answers instead of an article.
CHECKED = ("环境异常", "完成验证后即可继续访问", "secitptpage/verify")
GONE = ("该内容已被发布者删除", "此内容因违规无法查看", "此账号已被屏蔽", "该公众号已迁移")


@dataclass(frozen=True)
class PageDraft:
    """A story made from a page; ``job`` fetches its pictures, None where it has none."""

    article: Article
    job: FetchJob | None
    players: int  # videos and sounds that were left out
    lost: int  # pictures that had no address


def draft_from_page(url: str, *, by: User, channel: int | None = None, network: Network | None = None) -> PageDraft:
    """Fetch a page, make it a reprint's draft and start fetching its pictures. Raises BadInput, NotAllowed."""
    require(by, "news.add_article", str(Verb.CREATE.label))
    require(by, "news.add_image", str(Verb.CREATE.label))
    url = url.strip()
    if url and "://" not in url.split("?")[0]:
        url = f"https://{url}"
    fetched = fetch(url, types=TYPES, max_bytes=MAX_BYTES, seconds=SECONDS, network=network)
    markup, embedded = without_embedded(decoded(fetched.body, fetched.charset))
    found = find_story(markup, fetched.url)
    if found is None or len(found.body) > MAX_STORY:
        raise _nothing_found(markup, fetched.url)
    own = tuple(host for host in (urlsplit(settings.SITE_URL).hostname,) if host)
    pasted = clean_paste(found.body, page=fetched.url, own=own)
    if not pasted.html:
        raise _nothing_found(markup, fetched.url)
    article = create_article(snapshot=snapshot_of(found, pasted.html, channel), by=by)
    job = None
    if pasted.pictures:
        job = rehost(pasted.pictures, by=by, page=fetched.url, article=article, embedded=embedded)
    return PageDraft(article, job, pasted.players, pasted.lost)


def snapshot_of(found: FoundStory, body: str, channel: int | None = None) -> Snapshot:
    """Return a page's story as a reprint: who published it is its source, whoever signs it its author."""
    address = found.address if len(found.address) <= MAX_LENGTHS["original_url"] else ""
    source = found.source or host_of(found.address).removeprefix("www.")
    return Snapshot(
        title=found.title[:MAX_TITLE] or source,
        body=body,
        channel=channel,
        origin=Origin.REPRINT,
        source=source[: MAX_LENGTHS["source"]],
        original_url=address,
        byline=(Credit(BylineRole.AUTHOR, found.author[:30]),) if found.author else (),
    )


def _nothing_found(markup: str, url: str) -> BadInput:
    wechat = host_of(url) == WECHAT
    if wechat and any(sign in markup for sign in GONE):
        return BadInput(_("WeChat says that this article is no longer there."), "gone")
    if wechat and any(sign in markup for sign in CHECKED):
        return BadInput(
            _("WeChat asks for a check by hand. Open the article in a browser, copy its text and paste it here."),
            "verify",
        )
    return BadInput(
        _("No story was found on this page. Open it in a browser, copy its text and paste it here."), "no_story"
    )
