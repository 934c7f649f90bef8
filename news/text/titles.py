"""How alike two headlines are."""

import unicodedata


def title_key(title: str) -> str:
    """Return a headline without what does not tell two apart: width, letter case, blanks, punctuation."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", title).casefold() if sign.isalnum())


def title_likeness(one: str, other: str) -> float:
    """Return 0.0–1.0: Dice's coefficient over pairs of neighbouring characters (Dice 1945, Ecology 26:297).

    1.0 for headlines that differ in punctuation only. Headlines whose numbers differ are two stories, not one twice
    (第3期, 第4期): 0.0.
    """
    first, second = title_key(one), title_key(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if _digits(first) != _digits(second):
        return 0.0
    pairs, others = _pairs(first), _pairs(second)
    if not pairs or not others:
        return 0.0
    return 2 * len(pairs & others) / (len(pairs) + len(others))


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
