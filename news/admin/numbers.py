"""Numbers from outside."""

MOST_DIGITS = 18


def number(text: object) -> int | None:
    """Return a row's number from a form, an address or JSON; None for anything else, however long."""
    said = str(text)
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS else None
