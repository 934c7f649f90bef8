"""A Word document becomes a draft: headline, subhead, text with its structure, pictures in order with captions."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, BinaryIO

import mammoth
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from mammoth import documents
from mammoth.html import element as html_element

from news.editorial.access import require
from news.editorial.articles import check, create_article, ensure_revision, locked, save_locked
from news.editorial.pictures import add_picture, with_cover
from news.enums import Verb
from news.errors import BadInput, BadPicture
from news.importing.docx_file import open_docx
from news.models import Article
from news.rules.checks import MAX_LENGTHS, MAX_TITLE
from news.rules.levels import IN_REVIEW
from news.rules.snapshot import Snapshot
from news.text.markup import escape
from news.text.paste import clean_paste
from news.text.typography import one_line

MAX_PICTURES = 60
LONGEST_HEADLINE = 60  # characters of a first line that is taken for the headline
LONGEST_CAPTION = 120
TITLES, SUBTITLES = {"title", "标题", "文章标题", "大标题"}, {"subtitle", "副标题"}
CAPTIONS = {"caption", "题注", "图注", "图片说明"}
HEADING = re.compile(r"(?:heading|标题)\s*[1-9]", re.IGNORECASE)
CAPTION_STYLE = "story-caption"  # what a paragraph is called here once it is known to be a caption
STYLES = f"p[style-name='{CAPTION_STYLE}'] => p.caption:fresh"
# Descriptions that Word makes up and names of files say nothing to somebody who cannot see the picture.
NO_ALT = re.compile(
    r"自动生成|automatically generated|^(?:图片|Picture|图像|IMG)[\s_]*\d*$|\.(?:jpe?g|png|gif|webp|bmp|tiff?)$", re.I
)
SENTENCE = "。；，、：;,"


@dataclass(frozen=True)
class DocxDraft:
    """A story made from a document. ``problems`` says of each picture that could not be taken why."""

    article: Article
    pictures: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class DocxText:
    """What a document says, cleaned; ``cover`` is its first picture's number, ``pictures`` how many were taken."""

    title: str
    kicker: str
    subhead: str
    body: str
    cover: int | None
    pictures: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class IntoStory:
    """What became of a document in a story: ``kept`` is the version with what was there before, ``headline`` the
    document's own where the story keeps another."""

    kept: int
    pictures: int
    problems: tuple[str, ...]
    headline: str


@dataclass
class _Head:
    """What stands above the text."""

    title: str = ""
    kicker: str = ""
    subhead: str = ""


@dataclass
class _Pictures:
    """Takes a document's pictures into the library as they are met."""

    by: User
    count: int = 0
    first: int | None = None
    problems: list[str] = field(default_factory=list)

    def take(self, image: Any) -> list[Any]:
        """Return the <img> of a picture, or nothing and a problem. mammoth's ``convert_image``."""
        self.count += 1
        try:
            if self.count > MAX_PICTURES:
                raise BadPicture(_("at most %(n)d pictures are taken from a document") % {"n": MAX_PICTURES}, "many")
            with image.open() as file:
                data = file.read(settings.PICTURE_MAX_BYTES + 1)
            alt = one_line(image.alt_text or "")
            alt = "" if NO_ALT.search(alt) else alt[:200]
            picture, _new = add_picture(io.BytesIO(data), len(data), by=self.by, alt=alt)
        except (BadPicture, OSError, KeyError, ValueError, RuntimeError) as error:
            reason = str(error) if isinstance(error, BadPicture) else _("it is linked, not contained in the document")
            self.problems.append(_("Picture %(n)d: %(reason)s") % {"n": self.count, "reason": reason})
            return []
        self.first = self.first or picture.pk
        return [html_element("img", {"src": picture.file.url, "alt": alt})]


def read_docx(file: BinaryIO, size: int, *, by: User) -> DocxText:
    """Read an uploaded document; its pictures go into the library. Raises BadInput, NotAllowed.

    A picture that cannot be taken is left out and named.
    """
    require(by, "news.add_image", str(Verb.CREATE.label))
    with open_docx(file, size):
        head, pictures = _Head(), _Pictures(by)
        file.seek(0)
        try:
            markup = mammoth.convert_to_html(
                file,
                style_map=STYLES,
                include_embedded_style_map=False,
                convert_image=pictures.take,
                transform_document=lambda document: _prepared(document, head),
                external_file_access=False,
            ).value
        except (KeyError, ValueError, IndexError, AttributeError, TypeError, OSError, RecursionError) as error:
            # mammoth takes a document at its word; one that lacks a part or a number breaks it somewhere inside.
            raise BadInput(
                _("The document is damaged. Open it in Word or WPS, save it again, and choose it anew."), "damaged"
            ) from error
    body = clean_paste(markup).html
    if not body and not head.title:
        raise BadInput(_("The document is empty."), "empty")
    taken = min(pictures.count, MAX_PICTURES) - _lost(pictures)
    return DocxText(
        title=head.title[:MAX_TITLE],
        kicker=head.kicker[: MAX_LENGTHS["kicker"]],
        subhead=head.subhead[: MAX_LENGTHS["subhead"]],
        body=body,
        cover=pictures.first,
        pictures=taken,
        problems=tuple(pictures.problems),
    )


def draft_from_docx(file: BinaryIO, size: int, *, name: str, by: User, channel: int | None = None) -> DocxDraft:
    """Make a draft of an uploaded document; ``name`` is the file's. Raises BadInput, NotAllowed."""
    require(by, "news.add_article", str(Verb.CREATE.label))
    text = read_docx(file, size, by=by)
    snapshot = Snapshot(
        title=text.title or one_line(PurePath(name.replace("\\", "/")).stem)[:MAX_TITLE],
        kicker=text.kicker,
        subhead=text.subhead,
        body=text.body,
        channel=channel,
        cover=text.cover,
    )
    return DocxDraft(create_article(snapshot=snapshot, by=by), text.pictures, text.problems)


def docx_into_story(
    article_id: int,
    file: BinaryIO,
    size: int,
    *,
    by: User,
    replacing: bool,
    typed: Snapshot | None = None,
    based_on: int | None = None,
) -> IntoStory:
    """Put a document's text into a story, in place of its body or behind it; titles only where the story has none.

    What the person has ``typed`` (None: nothing beyond what is saved) becomes a version first, so that it can be had
    back; both versions or none. Raises BadInput, NotAllowed, WrongState, Conflict.
    """
    with locked(article_id) as article:
        check(article, Verb.AMEND if article.review in IN_REVIEW else Verb.EDIT, by)
    text = read_docx(file, size, by=by)
    with locked(article_id) as article:
        before = ensure_revision(article)
        kept = save_locked(article, typed or before.snapshot, by=by, based_on=based_on)
        old = kept.snapshot
        if replacing:
            new = replace(old, body=text.body, kicker=old.kicker or text.kicker, subhead=old.subhead or text.subhead)
        else:
            heading = f"<h2>{escape(text.title)}</h2>" if text.title and text.title != old.title else ""
            new = replace(old, body=old.body + heading + text.body)
        save_locked(article, with_cover(new), by=by, based_on=kept.pk)
    headline = text.title if replacing and text.title != old.title else ""
    return IntoStory(kept.number, text.pictures, text.problems, headline)


def _lost(pictures: _Pictures) -> int:
    return len(pictures.problems) - max(0, pictures.count - MAX_PICTURES)


def _prepared(document: Any, head: _Head) -> Any:
    """Take the headlines out of the document and mark what is a caption. mammoth's ``transform_document``."""
    children = _without_head(list(document.children), head)
    after_picture = False
    for place, item in enumerate(children):
        if not isinstance(item, documents.Paragraph):
            after_picture = False
            continue
        words = _words(item)
        if after_picture and words and _may_be_caption(item, words):
            children[place] = item.copy(style_name=CAPTION_STYLE, style_id=None, numbering=None)
        if words or _has_picture(item):  # an empty paragraph between picture and caption changes nothing
            after_picture = _has_picture(item)
    return document.copy(children=children)


def _may_be_caption(item: Any, words: str) -> bool:
    if len(words) > LONGEST_CAPTION or HEADING.match(item.style_name or ""):
        return False
    return _style(item) in CAPTIONS or item.alignment == "center"


def _without_head(children: list[Any], head: _Head) -> list[Any]:
    """Return the document's blocks without headline, kicker and subhead, which go to ``head``."""
    filled = [(place, item) for place, item in enumerate(children) if _words(item) or _has_picture(item)][:6]
    taken: set[int] = set()
    titled = next((n for n, (_place, item) in enumerate(filled) if _style(item) in TITLES), None)
    if titled is None and filled and _is_headline(filled[0][1]):
        titled = 0
    if titled is None:
        return children
    place, item = filled[titled]
    head.title = one_line(_words(item))
    taken.add(place)
    if titled == 1 and len(_words(filled[0][1])) <= LONGEST_HEADLINE // 2 and not _has_picture(filled[0][1]):
        head.kicker = one_line(_words(filled[0][1]))
        taken.add(filled[0][0])
    if titled + 1 < len(filled):
        place, item = filled[titled + 1]
        words = one_line(_words(item))
        if (_style(item) in SUBTITLES or words.startswith(("——", "--", "—", "――"))) and len(words) <= LONGEST_HEADLINE:
            head.subhead = words
            taken.add(place)
    return [item for place, item in enumerate(children) if place not in taken]


def _is_headline(item: Any) -> bool:
    """True for a first line that reads like a headline: a heading, or short and no sentence."""
    if not isinstance(item, documents.Paragraph) or _has_picture(item) or item.numbering:
        return False
    words = _words(item).strip()
    if (item.style_name or "").lower() in {"heading 1", "标题 1"}:
        return True
    return 0 < len(words) <= LONGEST_HEADLINE and words[-1] not in SENTENCE


def _style(item: Any) -> str:
    return (item.style_name or "").strip().lower() if isinstance(item, documents.Paragraph) else ""


def _below(item: Any) -> Iterator[Any]:
    yield item
    for child in getattr(item, "children", ()):
        yield from _below(child)


def _words(item: Any) -> str:
    said = (" " if isinstance(part, documents.Break) else getattr(part, "value", "") for part in _below(item))
    return "".join(said).strip(" \t\u3000\u00a0")


def _has_picture(item: Any) -> bool:
    return any(isinstance(part, documents.Image) for part in _below(item))
