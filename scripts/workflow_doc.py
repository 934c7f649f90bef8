"""Write the tables of docs/workflow.md anew from the transition table; `--check` only says whether they are stale.

What stands between `<!-- table: NAME -->` and `<!-- end -->` is made here; the prose around it is written by hand.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.conf import settings  # noqa: E402 - the project's folder comes first

settings.configure(USE_I18N=False)  # English labels; no database, no other setting is needed

from news.enums import Level, Publication, Review, Verb  # noqa: E402
from news.rules.deciding import FOR_HOLDER, Reason  # noqa: E402
from news.rules.levels import SEQUENCES, waiting_for  # noqa: E402
from news.rules.roles import ON_DUTY, ROLES  # noqa: E402
from news.rules.transitions import (  # noqa: E402
    BESIDE,
    EVERY_CHANNEL,
    LEVEL,
    LEVEL_PERMISSIONS,
    TRANSITIONS,
    Transition,
    Whose,
    rows_of,
)

FILE = ROOT / "docs" / "workflow.md"
ACTS = [verb for verb in Verb if verb not in BESIDE]
WHOSE = {Whose.ANY: "", Whose.OWN: "own", Whose.OTHERS: "others'"}
REASONS = {
    Reason.PERMISSION: "the person lacks the permission",
    Reason.OTHER_LEVEL: "a reviewer, but not of the level that the story waits for",
    Reason.SCOPE: "the person's channels do not reach the story's: its own; for what readers get, all of them",
    Reason.STATE: "the act has no row for this state; the sentence names what was done last, by whom and when",
    Reason.CLOSED: "the text is under review: closed to its author, and to whoever is not reviewing it",
    Reason.LAST_LEVEL: "`pass` where `sign_off` is due",
    Reason.NOT_LAST_LEVEL: "`sign_off` while levels are still due",
    Reason.FINAL_WRITES: "whoever signs off does not write",
    Reason.OWN: "the person has written in this text since the last sign-off",
    Reason.NOT_OWN: "only for the story's own author",
    Reason.TWO_LEVELS: "the person has passed this text at another level",
    Reason.HELD: "somebody else holds the story",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def permissions(row: Transition) -> list[str]:
    if row.permission != LEVEL:
        return [row.permission]
    return [LEVEL_PERMISSIONS[level] for level in Level if level in row.levels]


def people(rows: Iterable[Transition]) -> str:
    wanted = {permission for row in rows for permission in permissions(row)}
    names = [role for role, owned in ROLES.items() if wanted & set(owned)]
    if wanted & set(ON_DUTY):
        names.append("duty")
    return ", ".join(names)


def states() -> str:
    axes = [("publication", list(Publication)), ("review", list(Review))]
    return table(
        ("axis", "states"),
        ((name, " · ".join(f"`{state}` {state.label}" for state in values)) for name, values in axes),
    )


def levels() -> str:
    return table(
        ("levels of the channel", "way", "states on the way"),
        (
            (
                str(number),
                " → ".join(str(level.label) for level in sequence),
                code([*(waiting_for(level, number) for level in sequence), Review.SIGNED_OFF]),
            )
            for number, sequence in SEQUENCES.items()
        ),
    )


def acts() -> str:
    lines = []
    for verb in ACTS:
        rows = [row for row in TRANSITIONS if row.verb == verb]
        note = (
            "public" if any(row.note_is_public for row in rows) else "yes" if any(r.needs_note for r in rows) else ""
        )
        after = sorted({row.to for row in rows if row.to}, key=list(Review).index)
        taken = [name.removeprefix("news.") for name in dict.fromkeys(p for row in rows for p in permissions(row))]
        text = ", ".join(dict.fromkeys(WHOSE[row.whose] or "any" for row in rows))
        holder = "yes" if verb in FOR_HOLDER else ""
        every = {name in EVERY_CHANNEL for row in rows for name in permissions(row)}
        reach = "; ".join(word for key, word in ((False, "its own"), (True, "all")) if key in every)
        lines.append((f"`{verb}`", str(verb.label), code(taken), people(rows), text, reach, note, code(after), holder))
    head = (
        "act",
        "",
        "permission",
        "roles",
        "whose text",
        "channels",
        "reason",
        "review afterwards",
        "the holder only",
    )
    return table(head, lines)


def cell(verb: Verb, publication: Publication, review: Review) -> str:
    rows = rows_of(verb, publication, review)
    if not rows:
        return ""
    whose = {row.whose for row in rows}
    mark = {frozenset({Whose.OWN}): "ᵒ", frozenset({Whose.OTHERS}): "ˣ"}.get(frozenset(whose), "")
    return f"`{verb}`{mark}"


def open_acts() -> str:
    """One table for the publication states in which the same is open."""
    groups: dict[tuple[str, ...], list[Publication]] = {}
    for publication in Publication:
        lines = tuple(" ".join(filter(None, (cell(verb, publication, review) for verb in ACTS))) for review in Review)
        groups.setdefault(lines, []).append(publication)
    parts = []
    for lines, names in groups.items():
        title = " · ".join(f"{name.label}" for name in names)
        rows = [(f"`{review}`", line or "—") for review, line in zip(Review, lines, strict=True)]
        parts.append(f"**{title}**\n\n{table(('review', 'open'), rows)}")
    return "\n\n".join(parts)


def reasons() -> str:
    return table(("reason", "meaning"), ((f"`{reason}`", REASONS[reason]) for reason in Reason))


def roles() -> str:
    owned = {**ROLES, "duty": ON_DUTY}
    rows = []
    for name, have in owned.items():
        can = [v for v in ACTS if any(set(permissions(row)) & set(have) for row in TRANSITIONS if row.verb == v)]
        rows.append((f"`{name}`", code(can) or "reads only"))
    return table(("role", "acts it may ever do"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "states": states,
    "levels": levels,
    "acts": acts,
    "roles": roles,
    "open": open_acts,
    "reasons": reasons,
}


def renewed(text: str) -> str:
    """Return the document with each table as the data has it. ValueError names a table that is missing or unknown."""
    found = re.findall(r"<!-- table: (\w+) -->", text)
    if sorted(found) != sorted(TABLES):
        raise ValueError(f"docs/workflow.md has the tables {sorted(found)}, wanted are {sorted(TABLES)}")

    def fill(match: re.Match[str]) -> str:
        return f"{match[1]}\n{TABLES[match[2]]()}\n{match[3]}"

    return re.sub(r"(<!-- table: (\w+) -->)\n.*?(<!-- end -->)", fill, text, flags=re.DOTALL)


def main() -> int:
    before = FILE.read_text(encoding="utf-8")
    after = renewed(before)
    if "--check" not in sys.argv[1:]:
        FILE.write_text(after, encoding="utf-8")
        return 0
    if before != after:
        print(
            "docs/workflow.md: its tables are not those of news/rules; run `.venv/bin/python scripts/workflow_doc.py`"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
