"""docs/page-store.md says what the rules are."""

import re
from pathlib import Path

from news.models.purge_rules import RULES
from news.pagestore.recording import ALL

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "page-store.md"
ROW = re.compile(r"^\| `(news_[a-z]+)` \| ([^|]+) \|$", re.MULTILINE)


def _tags(select: str) -> set[str]:
    """Return the tags that a SELECT names; one that ends with a number ends with a colon."""
    return {
        found[: found.index(":") + 1] if ":" in found else found
        for found in re.findall(r"'([a-z][a-z-]*(?::[a-z0-9:]*)?)'", select)
    } - {"retracted"}


def test_the_table_of_tags_is_that_of_the_rules() -> None:
    written = {table: set(re.findall(r"`([^`]+)`", tags)) for table, tags in ROW.findall(DOCUMENT.read_text("utf-8"))}
    meant: dict[str, set[str]] = {}
    for rule in RULES:
        meant.setdefault(rule.table, set()).update(*(_tags(select) for select in rule.select))
    assert written == meant
    assert ALL not in set().union(*meant.values())
