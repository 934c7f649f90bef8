"""The frame of a story: what a template keeps of a text, and its dates filled in when a new story starts from it."""

from dataclasses import replace
from datetime import date
from typing import Any

from news.rules.snapshot import Snapshot

WEEKDAYS = "一二三四五六日"
DATED = ("kicker", "title", "subhead", "short_title", "summary", "body")


def frame_of(text: Snapshot) -> Snapshot:
    """Return a text without what belongs to the one publication: correction, end, addresses, place in its series."""
    return replace(text, correction="", expires_at="", original_url="", link="", series_place=None, seconds=0).clean()


def filled(frame: Snapshot, day: date) -> Snapshot:
    """Return the frame with {年} {月} {日} {星期} {日期} in titles, summary and body replaced by those of a day."""
    signs = {
        "{日期}": f"{day.year}年{day.month}月{day.day}日",
        "{年}": str(day.year),
        "{月}": str(day.month),
        "{日}": str(day.day),
        "{星期}": f"星期{WEEKDAYS[day.weekday()]}",
    }

    def said(words: str) -> str:
        for sign, value in signs.items():
            words = words.replace(sign, value)
        return words

    values: dict[str, Any] = {name: said(getattr(frame, name)) for name in DATED}
    return replace(frame, **values)
