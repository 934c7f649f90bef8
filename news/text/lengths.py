"""How long a video runs: as people write it, and as machines do."""

import re
import unicodedata

CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
LONGEST = 100 * 3600


def seconds_of(text: str) -> int | None:
    """Read ``3:12`` or ``1:02:33``, full-width signs too; 0 for nothing, None for anything else."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not text:
        return 0
    match = CLOCK.fullmatch(text)
    if match is None or (match[1] and int(match[2]) > 59):
        return None
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def clock(seconds: int | None) -> str:
    """Write 192 as ``3:12``, 3753 as ``1:02:33``; nothing for 0 and None."""
    if not seconds:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def iso_duration(seconds: int) -> str:
    """Write it as ISO 8601 does: 192 is ``PT3M12S``."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "PT" + ("".join(f"{value}{unit}" for value, unit in parts if value) or "0S")
