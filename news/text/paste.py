"""What a clipboard or a foreign page holds, as our own clean HTML. The rules exist once, here, on the server.

The browser's editor sends what was pasted, importers what they fetched; both get text of the allow-list
(``sanitise``), with the structure that the source had and nothing of its looks.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from news.text.markup import escape, printable
from news.text.paste_model import write
from news.text.paste_reading import Reader
from news.text.paste_source import CUT
from news.text.paste_styles import excel_styles
from news.text.pending import pending_pictures
from news.text.sanitise import INDENT, sanitise

MAX_TURNS = 8
FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL)
# Word draws numbers and bullets for programs without lists, between these two; the second form is no comment for HTML.
DRAWN = re.compile(r"<!(?:--)?\[if !supportLists\](?:--)?>(.{0,2000}?)<!(?:--)?\[endif\](?:--)?>", re.DOTALL)
CONDITION = re.compile(r"<!\[[^<>]{0,200}\]>")
PLAYER = re.compile(r"<(?:iframe|video|audio|embed|mpvoice|mp-common-videosnap|mp-common-mpaudio)\b", re.IGNORECASE)
INSIDE_TABLE = re.compile(r"\s*<(?:col|colgroup|thead|tbody|tr|t[dh])\b", re.IGNORECASE)  # where Excel cuts
TAG = re.compile(r"<[a-zA-Z!/]")


class Pasted(NamedTuple):
    """A cleaned text. ``pictures``: remote addresses that it waits for, in order (``text.pending`` holds their place);
    ``lost``: pictures that could not come along (base64, blob, a file on somebody's disk); ``players``: videos and
    sounds that were left out."""

    html: str
    pictures: tuple[str, ...] = ()
    lost: int = 0
    players: int = 0


def clean_paste(markup: str, page: str = "", own: Sequence[str] = ()) -> Pasted:
    """Return foreign HTML (or plain text) as clean HTML and what became of its pictures.

    Kept are headings (as our two levels), paragraphs, lists (Word's drawn ones too), tables with their spans, quotes,
    links, bold and the like, pictures in order with their captions. Numbers that no HTML list shows (一、 1、 ◎)
    stay in the words. ``page`` is the address it was taken from, for links without a host; ``own`` are this site's
    hosts, whose pictures need not be fetched. Cleaning the result again changes nothing.
    """
    markup = printable(markup or "")
    if not TAG.search(markup):
        return Pasted(clean_plain(markup))
    players = len(PLAYER.findall(markup))
    classes = excel_styles(markup)
    if found := FRAGMENT.search(markup):
        markup = f'<table class="{CUT}">{found[1]}</table>' if INSIDE_TABLE.match(found[1]) else found[1]
    markup = DRAWN.sub(r'<span style="mso-list:Ignore">\1</span>', markup)
    markup = CONDITION.sub("", markup)
    reader = Reader(page, own, classes)
    text = _stable(write(reader.read(markup)), own)
    return Pasted(text, tuple(pending_pictures(text)), reader.lost, max(0, players - reader.played))


def clean_plain(text: str) -> str:
    """Return plain text as paragraphs, a line each; what looks like a tag or an entity is what it says."""
    lines = (line.strip(INDENT) for line in printable(text).splitlines())
    return _stable("".join(f"<p>{escape(line)}</p>" for line in lines if line))


def _stable(text: str, own: Sequence[str] = ()) -> str:
    """Sanitise and read again until nothing moves; html5ever may join or split what was written."""
    text = sanitise(text)
    for _turn in range(MAX_TURNS):
        again = sanitise(write(Reader(own=own).read(text)))
        if again == text:
            break
        text = again
    return text
