"""Which stored page a request asks for."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl

PAGE = re.compile(r"[2-9]|10")
BEFORE = re.compile(r"[0-9]{1,17}-[0-9]{1,18}")
LONGEST = 300  # characters of a path; no address of the site is longer


@dataclass(frozen=True)
class Key:
    """``text`` names the page. ``exact`` is false where the request carried parameters that no page of ours knows:
    such a request may be answered with a page that was found by its path (200, 410), never with a redirect or a 404,
    since an old address may tell them apart."""

    text: str
    exact: bool


class Keys:
    """Reads keys off requests. ``ignored`` are names of parameters that only count clicks; ``utm_*`` is a prefix."""

    def __init__(
        self,
        allowed: Callable[[str], bool],
        ignored: Collection[str],
        never: Collection[str],
        quiet: Collection[str] = (),
    ) -> None:
        self._allowed = allowed
        self._names = frozenset(name for name in ignored if not name.endswith("*"))
        self._prefixes = tuple(name[:-1] for name in ignored if name.endswith("*"))
        self._never = tuple(never)
        self._quiet = tuple(quiet)

    def quiet(self, path: str) -> bool:
        """Whether a request that may write changes no page: the counting of reads."""
        return path.startswith(self._quiet or ("\0",))

    def of(self, scheme: str, host: str, path: str, query: str) -> Key | None:
        """Return the key, None for a request that is never answered from the store.

        ``path`` and ``query`` are as WSGI hands them over (the path decoded to latin-1).
        """
        if len(path) > LONGEST or path.startswith(self._never) or not self._allowed(host):
            return None
        if not query:
            return Key(f"{scheme}://{host}{path}", True)
        known: dict[str, str] = {}
        exact = True
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in ("page", "before"):
                if name in known or not (PAGE if name == "page" else BEFORE).fullmatch(value):
                    return None
                known[name] = value
            elif name not in self._names and not name.startswith(self._prefixes or ("\0",)):
                exact = False
        if len(known) > 1:
            return None
        asked = "".join(f"?{name}={value}" for name, value in known.items())
        return Key(f"{scheme}://{host}{path}{asked}", exact)
