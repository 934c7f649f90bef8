"""Signs and digits the way Chinese news sets them."""

import re

DIGITS = re.compile(r"\d")


def telephone_uri(number: str) -> str:
    """Return ``0516-85752568`` as ``tel:051685752568``; '' where there is no digit."""
    digits = "".join(DIGITS.findall(number))
    plus = "+" if number.strip().startswith("+") else ""
    return f"tel:{plus}{digits}" if digits else ""


def police_code(number: str) -> str:
    """Return the 14 digits in ``苏公网安备 32031102000168号``, '' where there are not 14."""
    digits = "".join(DIGITS.findall(number))
    return digits if len(digits) == 14 else ""


def one_line(text: str) -> str:
    """Return a title without line ends, doubled blanks or invisible signs."""
    return " ".join(re.sub(r"[\u200b-\u200f\ufeff\x00-\x1f]", " ", text or "").split())
