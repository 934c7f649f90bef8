"""Compiles every locale/*/LC_MESSAGES/*.po to a .mo beside it, without gettext's own programs.

The .mo files are not kept in the repository; whatever starts the site or its tests runs this first (a few
milliseconds; a file is written only when its content changes). `compile_messages.py [LOCALE_FOLDER]`.
"""

from __future__ import annotations

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Entry:
    """One message. `id`, `plural` and `texts` are unescaped; `texts` has one item, or one for each plural form."""

    line: int
    context: str | None = None
    id: str = ""
    plural: str | None = None
    texts: list[str] = field(default_factory=list)
    fuzzy: bool = False

    @property
    def key(self) -> tuple[str | None, str, str | None]:
        return (self.context, self.id, self.plural)

    @property
    def translated(self) -> bool:
        return bool(self.texts) and all(self.texts)


def read_po(path: Path) -> list[Entry]:
    """The entries of a .po file in order, header first, obsolete (#~) ones left out.

    Raises ValueError with file and line where the file cannot be read as one.
    """
    entries: list[Entry] = []
    entry: Entry | None = None
    part = ""  # the keyword whose string the quoted lines continue
    fuzzy = False
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if entry is not None and part.startswith("msgstr"):
                entries.append(entry)
                entry, part = None, ""
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
            continue
        keyword, _, rest = ("", "", line) if line.startswith('"') else line.partition(" ")
        try:
            text = ast.literal_eval(rest.strip())
        except (SyntaxError, ValueError):
            raise ValueError(f"{path}:{number}: not a quoted string: {rest}") from None
        if keyword in ("msgctxt", "msgid") and part.startswith("msgstr") and entry is not None:
            entries.append(entry)
            entry = None
        if entry is None:
            if keyword not in ("msgctxt", "msgid"):
                raise ValueError(f"{path}:{number}: a string outside any message")
            entry, fuzzy = Entry(line=number, fuzzy=fuzzy), False
        part = keyword or part
        if part == "msgctxt":
            entry.context = (entry.context or "") + text
        elif part == "msgid":
            entry.id += text
        elif part == "msgid_plural":
            entry.plural = (entry.plural or "") + text
        elif part.startswith("msgstr"):
            if keyword:
                entry.texts.append("")
            entry.texts[-1] += text
        else:
            raise ValueError(f"{path}:{number}: unknown keyword {part}")
    if entry is not None:
        entries.append(entry)
    return entries


def catalogue(entries: list[Entry]) -> bytes:
    """The .mo file of these entries, fuzzy ones left out (GNU gettext manual, "The Format of GNU MO Files")."""
    messages: dict[bytes, bytes] = {}
    for entry in entries:
        if not entry.translated or (entry.fuzzy and entry.id):
            continue
        key = entry.id if entry.plural is None else f"{entry.id}\0{entry.plural}"
        if entry.context is not None:
            key = f"{entry.context}\4{key}"
        messages[key.encode()] = "\0".join(entry.texts).encode()
    ids = texts = b""
    offsets = []
    for key in sorted(messages):
        offsets.append((len(ids), len(key), len(texts), len(messages[key])))
        ids += key + b"\0"
        texts += messages[key] + b"\0"
    count = len(offsets)
    start_ids = 7 * 4 + 16 * count
    start_texts = start_ids + len(ids)
    head = struct.pack("<7I", 0x950412DE, 0, count, 7 * 4, 7 * 4 + 8 * count, 0, start_ids)
    table_ids = b"".join(struct.pack("<2I", length, start_ids + at) for at, length, _, _ in offsets)
    table_texts = b"".join(struct.pack("<2I", length, start_texts + at) for _, _, at, length in offsets)
    return head + table_ids + table_texts + ids + texts


def compile_all(folder: Path) -> int:
    """Bring every .mo under `folder` up to date; return how many were written."""
    written = 0
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue(read_po(path))
        target = path.with_suffix(".mo")
        if target.exists() and target.read_bytes() == compiled:
            continue
        draft = target.with_suffix(".mo.new")
        draft.write_bytes(compiled)
        draft.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "locale"
    try:
        compile_all(root)
    except (OSError, ValueError) as error:
        sys.exit(f"compile_messages: {error}")
