"""The record types of the demo content; they hold plain data and know nothing of the database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from news.demo.canvas import Canvas

ListStyle = Literal["text", "thumbs", "pictures", "video"]
Origin = Literal["original", "reprint", "contributed"]


@dataclass(frozen=True)
class DemoChannel:
    """A channel of the site; the path says where it hangs (``parent/child``)."""

    path: str
    name: str
    in_nav: bool
    list_style: ListStyle
    description: str


@dataclass(frozen=True)
class DemoArticle:
    """A finished article; ``demo:NAME`` in the body and ``cover`` name pictures of this room."""

    channel: str
    title: str
    summary: str
    body: str
    editors: tuple[str, ...]
    keywords: tuple[str, ...]
    kicker: str = ""
    subhead: str = ""
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    source: str = "黄淮网"
    origin: Origin = "original"
    original_url: str = ""
    cover: str | None = None
    link: str = ""
    seconds: int = 0  # of a video
    correction: str = ""
    advertisement: bool = False


@dataclass(frozen=True)
class DemoPage:
    """A standing page of the footer."""

    slug: str
    title: str
    body: str


@dataclass(frozen=True)
class DemoPicture:
    """A picture that code can draw, with the words that go with it."""

    alt: str
    caption: str
    credit: str
    paint: Callable[[Canvas], None]
