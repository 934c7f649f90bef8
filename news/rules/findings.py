"""What a reader would stumble over in a text: findings to look at before it goes out.

A check is a function of a text and the facts about its surroundings; word lists and others join ``CHECKS``. Level
``block`` keeps a text from publication, ``hint`` does not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _
from lxml import html

from news.enums import BylineRole, CheckLevel
from news.rules.checks import publication_problems
from news.rules.snapshot import Snapshot
from news.text.blocks import file_addresses, picture_addresses
from news.text.excerpt import count_characters
from news.text.markup import parse

LONG_TITLE = 30  # 字; two lines on a phone
LONG_SHORT_TITLE = 20  # 字; one line of a list on a phone
SHORT_ALT = 4
INTERNAL = "/"


@dataclass(frozen=True)
class Finding:
    """``id`` never changes; ``field`` is the form's; ``where`` says where in the body, '' for the whole field."""

    id: str
    level: CheckLevel
    field: str
    message: str
    where: str = ""
    hard: bool = False  # no reason overrides it: the text cannot be shown at all


@dataclass(frozen=True)
class PictureFact:
    """What the library says of a picture: ``rights`` is "ended", "ending" or "", ``until`` their last day."""

    rights: str = ""
    until: date | None = None
    unapproved_map: bool = False
    ai_made: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class Facts:
    """What the database knows: equal and nearly equal headlines of a year, internal links that lead nowhere,
    files that are not there, the body's pictures by address and the cover."""

    same_titles: tuple[str, ...] = ()
    near_titles: tuple[str, ...] = ()
    dead_links: frozenset[str] = field(default_factory=frozenset)
    missing_files: frozenset[str] = field(default_factory=frozenset)
    pictures: Mapping[str, PictureFact] = field(default_factory=dict)
    cover: PictureFact | None = None


def internal_links(body: str) -> list[str]:
    """Return the addresses of this site that a body links to, in order, each once; fragments and queries cut off."""
    if "<a" not in body:
        return []
    found = (link.get("href", "") for link in parse(body).iter("a"))
    return list(dict.fromkeys(href.split("#")[0].split("?")[0] for href in found if href.startswith(INTERNAL)))


def _blocks(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    for name, message in publication_problems(text).items():
        yield Finding(f"blocked_{name}", CheckLevel.BLOCK, name, message, hard=True)


def _reprint(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if text.origin == "reprint" and not text.source:
        yield Finding("no_origin", CheckLevel.BLOCK, "source", _("A reprint must name its source."))


def _editor(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if not text.editors:
        yield Finding("no_editor", CheckLevel.HINT, "editors", _("No responsible editor is named."))


def _source(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if not text.source and text.origin != "reprint":
        yield Finding(
            "no_source", CheckLevel.HINT, "source", _("No source is named; readers cannot see where it comes from.")
        )


def _byline(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    people = (BylineRole.REPORTER, BylineRole.CORRESPONDENT, BylineRole.AUTHOR)
    if text.origin != "reprint" and not any(text.names(role) for role in people):
        yield Finding("no_byline", CheckLevel.HINT, "reporters", _("Nobody signs the story."))


def _summary(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if not text.summary:
        yield Finding("no_summary", CheckLevel.HINT, "summary", _("No summary: lists show the beginning of the text."))


def _title(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    length = count_characters(text.title)
    if length > LONG_TITLE:
        message = _("The headline has %(n)d characters; over %(max)d it takes three lines on a phone.")
        yield Finding("long_title", CheckLevel.HINT, "title", message % {"n": length, "max": LONG_TITLE})
    short = count_characters(text.short_title)
    if short > LONG_SHORT_TITLE or (short and short >= length):
        message = _(
            "The short title has %(n)d characters; lists have room for %(max)d, "
            "and it should be shorter than the headline."
        )
        values = {"n": short, "max": LONG_SHORT_TITLE}
        yield Finding("long_short_title", CheckLevel.HINT, "short_title", message % values)
    if facts.same_titles:
        message = _("A story with this headline is out already: %(title)s")
        yield Finding("same_title", CheckLevel.HINT, "title", message % {"title": facts.same_titles[0]})
    elif facts.near_titles:
        message = _("A story with a very similar headline is out already: %(title)s")
        yield Finding("near_title", CheckLevel.HINT, "title", message % {"title": facts.near_titles[0]})


def _pictures(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if "<img" not in text.body:
        return
    for number, image in enumerate(parse(text.body).iter("img"), start=1):
        where = _("picture %(n)d") % {"n": number}
        # What the caption of a group says, it says of each of its pictures.
        captions = [figure.find("figcaption") for figure in image.iterancestors("figure")]
        said = [caption for caption in captions if caption is not None and caption.text_content().strip()]
        if not said:
            yield Finding("no_caption", CheckLevel.HINT, "body", _("A picture has no caption."), where)
        elif not any(map(_has_credit, said)):
            yield Finding("no_credit", CheckLevel.HINT, "body", _("A picture does not say who took it."), where)
        if len(image.get("alt", "").strip()) < SHORT_ALT:
            message = _("A picture is not described for people who cannot see it.")
            yield Finding("no_alt", CheckLevel.HINT, "body", message, where)


def _library(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    """Whether the house may show the pictures, and what the library knows that the text does not say."""
    images = text.body.count("<img")  # the posters of the videos stand behind them
    shown = [
        (
            facts.pictures[address],
            "body",
            _("picture %(n)d") % {"n": n} if n <= images else _("poster of a video"),
        )
        for n, address in enumerate(picture_addresses(text.body), start=1)
        if address in facts.pictures
    ]
    if facts.cover:
        shown.append((facts.cover, "cover", ""))
    for fact, place, where in shown:
        if fact.rights == "ended":
            message = _("The rights to this picture ended on %(day)s. Take it out or renew them in the library.")
            yield Finding("rights_ended", CheckLevel.BLOCK, place, message % {"day": fact.until}, where)
        elif fact.rights == "ending":
            message = _("The rights to this picture end on %(day)s.") % {"day": fact.until}
            yield Finding("rights_ending", CheckLevel.HINT, place, message, where)
        if fact.unapproved_map:
            message = _("This map has no approval number; enter it in the library and name it in the caption.")
            yield Finding("map_number", CheckLevel.BLOCK, place, message, where)
        if fact.replaced:
            message = _("There is a newer version of this picture in the library.")
            yield Finding("picture_replaced", CheckLevel.HINT, place, message, where)
    if any(fact.ai_made for fact, _place, _where in shown) and not text.ai_generated:
        message = _("A picture was made by AI; the story is not marked as such.")
        yield Finding("ai_picture", CheckLevel.HINT, "ai_generated", message)


def _videos(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    if "<video" not in text.body:
        return
    for number, video in enumerate(parse(text.body).iter("video"), start=1):
        where = _("video %(n)d") % {"n": number}
        if not video.get("poster"):
            message = _("A video has no poster, the picture that stands there until it plays. Choose one.")
            yield Finding("no_poster", CheckLevel.BLOCK, "body", message, where)
        figure = next(video.iterancestors("figure"), None)
        caption = figure.find("figcaption") if figure is not None else None
        if caption is None or not caption.text_content().strip():
            yield Finding("no_caption", CheckLevel.HINT, "body", _("A video has no caption."), where)
        elif not _has_credit(caption):
            yield Finding("no_credit", CheckLevel.HINT, "body", _("A video does not say who took it."), where)


def _files(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    for address in file_addresses(text.body):
        if address in facts.missing_files:
            message = _("A video or file of the text is not on the server any more. Upload it again, or take it out.")
            yield Finding("missing_file", CheckLevel.BLOCK, "body", message, address)


def _has_credit(caption: html.HtmlElement) -> bool:
    if caption.find(".//span[@class='credit']") is not None:
        return True
    words = caption.text_content().strip()
    return words.rstrip("。）)").endswith(("摄", "供图", "制图", "图", "绘", "资料图片"))


def _links(text: Snapshot, facts: Facts) -> Iterator[Finding]:
    for address in internal_links(text.body):
        if address in facts.dead_links:
            yield Finding(
                "dead_link", CheckLevel.HINT, "body", _("A link leads nowhere: %(address)s") % {"address": address}
            )


CHECKS: tuple[Callable[[Snapshot, Facts], Iterator[Finding]], ...] = (
    _blocks,
    _reprint,
    _title,
    _source,
    _byline,
    _editor,
    _summary,
    _pictures,
    _videos,
    _files,
    _library,
    _links,
)


# The checks whose weight a newsroom sets for itself, with the weight they come with.
ADJUSTABLE: dict[str, CheckLevel] = {
    "no_origin": CheckLevel.BLOCK,
    "long_title": CheckLevel.HINT,
    "long_short_title": CheckLevel.HINT,
    "same_title": CheckLevel.HINT,
    "near_title": CheckLevel.HINT,
    "no_source": CheckLevel.HINT,
    "no_byline": CheckLevel.HINT,
    "no_editor": CheckLevel.HINT,
    "no_summary": CheckLevel.HINT,
    "no_caption": CheckLevel.HINT,
    "no_credit": CheckLevel.HINT,
    "no_alt": CheckLevel.HINT,
    "no_poster": CheckLevel.BLOCK,
    "missing_file": CheckLevel.BLOCK,
    "rights_ended": CheckLevel.BLOCK,
    "rights_ending": CheckLevel.HINT,
    "map_number": CheckLevel.BLOCK,
    "picture_replaced": CheckLevel.HINT,
    "ai_picture": CheckLevel.HINT,
    "dead_link": CheckLevel.HINT,
}


def findings(text: Snapshot, facts: Facts, weights: Mapping[str, CheckLevel] | None = None) -> list[Finding]:
    """Return everything found, what blocks first, then in the order of the checks.

    ``weights`` are the newsroom's own, by check id; a hard finding keeps its weight.
    """
    found = [_weighed(item, weights or {}) for check in CHECKS for item in check(text, facts)]
    return sorted(found, key=lambda item: item.level != CheckLevel.BLOCK)


def _weighed(item: Finding, weights: Mapping[str, CheckLevel]) -> Finding:
    return item if item.hard or item.id not in weights else replace(item, level=weights[item.id])
