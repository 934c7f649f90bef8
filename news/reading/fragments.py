"""What many pages share, rendered by its name for the page store."""

from dataclasses import replace

from django.utils.safestring import SafeString

from news.reading.cards import Card
from news.reading.chrome import TOPICS_TRAIL, load_chrome, render_fragment
from news.reading.compiled import markup
from news.reading.hot import most_read

HOT = "hot"


def render(name: str) -> str:
    """Render a fragment as ``Chrome.fragment_name`` and ``HOT`` name them. Two queries at most."""
    name, _bar, trail = name.partition("|")
    if name == HOT:
        return rank(most_read())
    chrome = load_chrome(front=trail == "/")
    if trail not in ("", "/"):
        known = (path for path in trail.split(",") if path in chrome.tree.by_path or path in TOPICS_TRAIL)
        chrome = replace(chrome, current=tuple(known))
    return render_fragment(name, chrome)


def rank(cards: tuple[Card, ...]) -> SafeString:
    """Return the most read as they stand in the rail."""
    return SafeString(markup("rank", cards=cards, label=HOT).strip())
