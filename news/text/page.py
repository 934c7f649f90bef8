"""What a web page tells: which part of it is the story, its headline, and where it says it comes from.

Own modest rules, tried on the shapes of Chinese news sites, 公众号 pages and the usual blog systems; no page is asked
for, nothing of the page runs. The story's HTML is as foreign as it was: ``clean_paste`` makes it ours.
"""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from news.text.markup import printable
from news.text.typography import one_line

WECHAT = "mp.weixin.qq.com"
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "chinese", "euc-cn"}
# Containers that systems write the story into, the surest first.
CONTAINERS = (
    "//*[@id='js_content']",
    "//*[@itemprop='articleBody']",
    "//*[contains(@class,'TRS_Editor') or contains(@class,'trs_editor')]",
    "//*[@id='zoom' or @id='Zoom' or @id='artibody' or @id='ozoom' or @id='rwb_zw' or @id='newscontent']",
    "//*[contains(concat(' ',@class,' '),' article-content ') or contains(concat(' ',@class,' '),' article_content ')"
    " or contains(concat(' ',@class,' '),' entry-content ') or contains(concat(' ',@class,' '),' post-content ')"
    " or contains(concat(' ',@class,' '),' rm_txt_con ') or contains(concat(' ',@class,' '),' article-body ')]",
    "//*[@id='content' or @id='article-content' or @id='article_content' or @id='text' or @id='detail']",
    "//article",
    "//*[@role='main']|//main",
)
# Videos and sounds are left to clean_paste, which counts what it leaves out.
RUBBISH = set("script style noscript template nav aside footer header form button input select textarea svg canvas "
              "link meta ins".split())  # fmt: skip
NOT_THE_STORY = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|comment|comments|related|recommend|breadcrumb|crumbs|pager|pagination|sidebar|"
    r"toolbar|advert|ads?|copyright|disclaimer|qrcode|hot-?news|nav|menu|footer|next-?page|editor-?info|statement)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
SOURCE = re.compile(
    r"(?:消息来源|稿件来源|信息来源|文章来源|来\s*源|出处)\s*[：:]\s*([^\s|｜/\[\]【】（）()<>]{2,30})"
)
NOT_A_SOURCE = re.compile(r"^(?:作者|编辑|责编|责任编辑|时间|日期|发布|点击|浏览|本站原创|网络|互联网|未知|\d)")
SIGNED = re.compile(r"^[\s【\[（(]*(?:责任编辑|责\s*编|编辑|校对|审核|监制|值班编辑|主编|总编辑)[：:/ ].{0,60}$")
SEPARATORS = re.compile(r"\s*[_|｜\-–—»]{1,2}\s*")
SITE = re.compile(r"(?:网|报|台|新闻|社|在线|客户端|日报|晚报|频道)$")
LONGEST_LINE = 160  # characters of the line that names the source
ENOUGH = 40  # characters that make a story


@dataclass(frozen=True)
class FoundStory:
    """``body`` is foreign HTML, ``source`` '' where the page names none; ``address`` is the page's own, absolute."""

    title: str
    source: str
    author: str
    body: str
    address: str


def decoded(body: bytes, charset: str) -> str:
    """Return a page as text: by byte-order mark, header, the page's own word, else UTF-8, else GB 18030."""
    if body.startswith(b"\xef\xbb\xbf"):
        return body.decode("utf-8-sig", "replace")
    told = CHARSET.search(body[:4096])
    for name in (charset, told[1].decode("ascii") if told else ""):
        name = "gb18030" if name.lower() in CHINESE else name
        try:
            text = body.decode(name or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
        return text
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def find_story(markup: str, address: str) -> FoundStory | None:
    """Return what of a page is the story, None where there is none to be found. ``address`` is where it was got."""
    root = _tree(markup)
    if root is None:
        return None
    wechat = (urlsplit(address).hostname or "") == WECHAT
    title = _wechat_title(root) if wechat else ""
    title = title or _title(root)
    author = _meta(root, "author") if wechat else ""
    lengths = _Lengths(root)
    source = _wechat_account(root, markup) if wechat else _source(root, lengths)
    found = _container(root, wechat, lengths)
    if found is None:
        return None
    _tidy(found, title, lengths)
    if len(_words(found)) < ENOUGH and found.find(".//img") is None:
        return None
    body = etree.tostring(found, encoding="unicode", method="html", with_tail=False)
    return FoundStory(title, source, author, body, _canonical(root, address))


def _tree(markup: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(printable(markup).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _meta(root: html.HtmlElement, *names: str) -> str:
    """Return the first of these metadata that says something, on one line."""
    for name in names:
        for element in root.iter("meta"):
            told = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
            if told == name and one_line(element.get("content", "")):
                return one_line(element.get("content", ""))
    return ""


def _words(element: html.HtmlElement) -> str:
    return "".join(element.text_content().split())


def _line(element: html.HtmlElement | None) -> str:
    return one_line(element.text_content()) if element is not None else ""


def _by_id(root: html.HtmlElement, name: str) -> html.HtmlElement | None:
    return next(iter(root.xpath("//*[@id=$name]", name=name)), None)


def _wechat_title(root: html.HtmlElement) -> str:
    return _line(_by_id(root, "activity-name")) or _meta(root, "og:title", "twitter:title")


def _wechat_account(root: html.HtmlElement, markup: str) -> str:
    """Return the 公众号's name: shown beside the headline, or kept in the page's script."""
    shown = _line(_by_id(root, "js_name")) or _line(_by_id(root, "profileBt"))
    if shown:
        return shown
    kept = re.search(r"(?:nickname|nick_name)\s*[:=]\s*(?:htmlDecode\()?[\"']([^\"'<>]{1,60})[\"']", markup)
    return one_line(kept[1]) if kept else _meta(root, "og:article:author", "profile:nickname")


def _title(root: html.HtmlElement) -> str:
    """Return the headline: what the page tells other systems, else its only h1, else its title without the site."""
    whole = _line(next(root.iter("title"), None))
    heads = [text for text in (_line(head) for head in root.iter("h1")) if text]
    told = _meta(root, "og:title", "articletitle", "twitter:title") or whole
    # A headline that stands on the page, too, is surely one: what follows it in the title is the site.
    for head in heads:
        if len(head) >= 4 and (told.startswith(head) or whole.startswith(head)):
            return head
    if len(heads) == 1 and not told:
        return heads[0]
    return _without_site(told, _meta(root, "og:site_name", "application-name"))


def _without_site(title: str, site: str) -> str:
    """Return a page's title without the names of channel and site behind it: after _ or |, or a dash before a name."""
    first = re.split(r"\s*[_|｜»]\s*", title)[0]
    title = first if len(first) >= 4 else title
    found = re.fullmatch(r"(.{4,}?)\s*[-–—]+\s*([^-–—]+)", title)
    return found[1] if found and (found[2] == site or SITE.search(found[2])) else title


def _source(root: html.HtmlElement, lengths: "_Lengths") -> str:
    """Return where the page says that the story comes from, else the page's site."""
    told = _meta(root, "contentsource", "source", "mediaid")
    if told and not NOT_A_SOURCE.match(told) and len(told) <= 30 and "://" not in told:
        return told
    for element in root.iter("span", "div", "p", "em", "i", "td", "li", "a", "font"):
        if not 3 < lengths.whole(element) <= LONGEST_LINE:
            continue
        words = one_line(element.text_content())
        found = SOURCE.search(words)
        if found and not NOT_A_SOURCE.match(found[1]):
            return found[1]
    site = _meta(root, "og:site_name", "application-name")
    if site:
        return SEPARATORS.split(site)[0]
    pieces = [piece for piece in SEPARATORS.split(_line(next(root.iter("title"), None))) if piece]
    return pieces[-1] if len(pieces) > 1 and SITE.search(pieces[-1]) else ""


def _container(root: html.HtmlElement, wechat: bool, lengths: "_Lengths") -> html.HtmlElement | None:
    if wechat:
        return _by_id(root, "js_content")
    for path in CONTAINERS:
        found = [element for element in root.xpath(path) if lengths.story(element) >= ENOUGH]
        if found:
            return max(found, key=lengths.story)
    blocks = [element for element in root.iter("div", "section", "td", "main", "body") if lengths.story(element)]
    return max(blocks, key=lambda element: _weight(element, lengths), default=None)


class _Lengths:
    """How many characters each element of a page holds, counted once from the leaves up."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._whole: dict[html.HtmlElement, int] = {}
        self._other: dict[html.HtmlElement, int] = {}  # in links and scripts
        for _event, element in etree.iterwalk(root, events=("end",)):
            own = len("".join((element.text or "").split()))
            whole = own + sum(self._whole[child] + len("".join((child.tail or "").split())) for child in element)
            not_story = element.tag in {"a", "script", "style"}
            self._whole[element] = whole
            self._other[element] = whole if not_story else sum(self._other[child] for child in element)

    def whole(self, element: html.HtmlElement) -> int:
        """All of them."""
        return self._whole.get(element, 0)

    def story(self, element: html.HtmlElement) -> int:
        """Those that are in no link and no script."""
        return self._whole.get(element, 0) - self._other.get(element, 0)


def _weight(element: html.HtmlElement, lengths: _Lengths) -> float:
    """Return how much of a story stands right in this block: its own paragraphs, less what is linked."""
    kinds = {"p", "h2", "h3", "blockquote", "figure", "table", "ul", "ol"}
    own = [child for child in element if child.tag in kinds and (child.tag != "table" or child.find(".//p") is None)]
    words = sum(lengths.story(child) for child in own) + len((element.text or "").strip())
    words += sum(len((child.tail or "").strip()) for child in element)
    name = f"{element.get('class', '')} {element.get('id', '')}"
    return words * (0.2 if NOT_THE_STORY.search(name) else 1.0)


def _tidy(story: html.HtmlElement, title: str, lengths: _Lengths) -> None:
    """Take out of the story what is the page's: scripts, forms, sharing, the headline, the signatures at the end."""
    for element in list(story.iterdescendants()):
        if element.getparent() is None:
            continue
        name = f"{element.get('class', '')} {element.get('id', '')}"
        rubbish = (
            element.tag in RUBBISH or HIDDEN.search(element.get("style", "")) or element.get("hidden") is not None
        )
        if rubbish or (NOT_THE_STORY.search(name) and lengths.story(element) < 200):
            element.drop_tree()
    for head in list(story.iter("h1", "h2")):
        if title and _line(head) == title:
            head.drop_tree()
    for block in reversed([item for item in story.iter("p", "div", "span", "section") if len(item) < 3]):
        words = _line(block)
        if not words:
            continue
        if not SIGNED.match(words):
            break
        block.drop_tree()


def _canonical(root: html.HtmlElement, address: str) -> str:
    """Return the page's own address if it is one of the same host, else the one it was got from."""
    told = next((link.get("href", "") for link in root.iter("link") if link.get("rel", "").lower() == "canonical"), "")
    told = told or _meta(root, "og:url")
    try:
        absolute = urljoin(address, told)
        same = urlsplit(absolute).hostname == urlsplit(address).hostname
    except ValueError:
        return address
    path = urlsplit(absolute).path
    return absolute if told and same and path not in {"", "/"} and absolute.startswith("http") else address
