"""Readers' letters: how soon each kind is due, whom it concerns, how its number looks, and what looks like spam."""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from news.enums import LetterKind, LetterState

# A rights claim first: whoever hosts a text removes it at once on notice (信息网络传播权保护条例, arts. 14–15).
DUE_IN: dict[str, timedelta] = {
    LetterKind.RIGHTS: timedelta(hours=24),
    LetterKind.CORRECTION: timedelta(days=1),
    LetterKind.COMPLAINT: timedelta(days=3),
    LetterKind.IMPOSTOR: timedelta(days=3),
    LetterKind.STORY: timedelta(days=7),
    LetterKind.ADVERTISE: timedelta(days=3),
    LetterKind.JOIN: timedelta(days=7),
}
# kind → the roles that are told of a new one
TOLD: dict[str, tuple[str, ...]] = {
    LetterKind.RIGHTS: ("chief", "site"),
    LetterKind.CORRECTION: ("chief", "final"),
    LetterKind.COMPLAINT: ("chief", "site"),
    LetterKind.IMPOSTOR: ("chief", "site"),
    LetterKind.STORY: ("chief", "final"),
    LetterKind.ADVERTISE: ("site",),
    LetterKind.JOIN: ("site",),
}
# What single kinds ask for besides, under these keys in ``Letter.facts``; PERSONAL goes with the contact data.
FACTS: dict[str, Any] = {
    "organisation": _("company or body"),
    "address": _("postal address"),
    "evidence": _("evidence"),
    "wanted": _("what is asked for"),
    "when": _("when"),
    "region": _("region"),
    "claimed_name": _("name the person gave"),
    "claimed_card": _("card number the person showed"),
}
PERSONAL = ("address",)
CLOSED = (LetterState.ANSWERED, LetterState.REFUSED)

HONEYPOT, FAST, STAMP, LINKS, SAME = "honeypot", "fast", "stamp", "links", "same"
SUSPICIONS: dict[str, Any] = {
    HONEYPOT: _("a field was filled in that people do not see"),
    FAST: _("sent faster than anybody types"),
    STAMP: _("not sent from our page"),
    LINKS: _("many links"),
    SAME: _("the same text came before"),
}
QUICKEST = 3  # seconds from the page to its form
MOST_LINKS = 3
# Claims and corrections name pages; that is their use.
MOST_LINKS_BY_KIND: dict[str, int] = {LetterKind.RIGHTS: 20, LetterKind.CORRECTION: 10, LetterKind.COMPLAINT: 10}
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: they are read out over the telephone
TAIL = 4  # signs of the contact that prove whose letter it is


def new_number(day: date) -> str:
    """Return a number like 20261130-7K4Q; whoever stores it tries again where it is taken."""
    return f"{day:%Y%m%d}-{''.join(secrets.choice(SIGNS) for _place in range(4))}"


def new_code() -> str:
    """Return six digits that prove whose letter it is."""
    return f"{secrets.randbelow(1_000_000):06d}"


def typed_number(text: str) -> str:
    """Return a number as it is stored from what somebody typed: any width, case, blanks and dashes."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    return f"{plain[:8]}-{plain[8:]}"[:20] if len(plain) > 8 else plain


def proof_of(text: str) -> str:
    """Return letters and digits alone, small: how a code and the end of a contact are compared."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())


def proves(typed: str, code: str, contact: str) -> bool:
    """True where somebody typed the code, or the last four signs of the contact (more of its end will do too)."""
    said, tail = proof_of(typed), proof_of(contact)
    if code and secrets.compare_digest(said.encode(), code.encode()):
        return True
    return len(said) >= TAIL and len(tail) >= TAIL and tail.endswith(said)


def digest_of(*texts: str) -> str:
    """Return the fingerprint by which the same text is known again, whatever its blanks."""
    return sha256("".join("".join(texts).split()).lower().encode("utf-8", "replace")).hexdigest()


def suspicions(kind: str, texts: Sequence[str], *, trap: str, seconds: float | None, seen_before: bool) -> list[str]:
    """Return what makes a letter look like a program's, [] for nothing.

    ``trap`` is what stands in the hidden field; ``seconds`` since the page was made, None where its stamp is missing
    or not ours. Nothing is refused on these grounds: the letter is held until somebody of the desk has looked.
    """
    found = []
    if trap.strip():
        found.append(HONEYPOT)
    if seconds is None:
        found.append(STAMP)
    elif seconds < QUICKEST:
        found.append(FAST)
    if sum(len(LINK.findall(text)) for text in texts) > MOST_LINKS_BY_KIND.get(kind, MOST_LINKS):
        found.append(LINKS)
    if seen_before:
        found.append(SAME)
    return found
