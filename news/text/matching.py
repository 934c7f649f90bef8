"""Where two sequences agree: difflib's opcodes, in bounded time. Knows nothing of words or HTML."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

MAX_MATCHES = 50_000  # equal pairs of items that one comparison may look at; above it whole stretches are compared

Item = TypeVar("Item", bound=Hashable)
Op = tuple[str, int, int, int, int]


def opcodes(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    ends: Callable[[Item], bool],
    is_slight: Callable[[Item], bool] = lambda item: False,
) -> list[Op]:
    """Return difflib's opcodes, neighbours merged. An item that ``is_slight`` is no common ground between two changes.

    difflib looks at every pair of equal items again for each match it finds; past MAX_MATCHES pairs, whole stretches
    up to an item that ``ends`` one are compared instead, and the items inside only where few stretches changed.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if _matches(a, b) <= MAX_MATCHES:
        middle = _smooth(SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes(), a, is_slight)
    else:
        middle = list(_by_stretch(a, b, ends, is_slight))
    ops: list[Op] = [("equal", 0, head, 0, head)]
    ops += [(tag, i + head, j + head, k + head, m + head) for tag, i, j, k, m in middle]
    ops.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return _merge(ops)


def _matches(old: Sequence[Item], new: Sequence[Item]) -> int:
    have = Counter(new)
    return sum(times * have[item] for item, times in Counter(old).items())


def _by_stretch(
    old: Sequence[Item], new: Sequence[Item], ends: Callable[[Item], bool], is_slight: Callable[[Item], bool]
) -> Iterator[Op]:
    a, b = _stretches(old, ends), _stretches(new, ends)
    starts_a, starts_b = _starts(a), _starts(b)
    if _matches(a, b) > MAX_MATCHES:
        yield ("replace", 0, len(old), 0, len(new))
        return
    left = MAX_MATCHES
    for tag, i, j, k, m in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        i, j, k, m = starts_a[i], starts_a[j], starts_b[k], starts_b[m]
        cost = _matches(old[i:j], new[k:m]) if tag == "replace" else 0
        if tag != "replace" or cost > left:
            yield (tag, i, j, k, m)
            continue
        left -= cost
        found = SequenceMatcher(a=old[i:j], b=new[k:m], autojunk=False).get_opcodes()
        for inner, p, q, r, s in _smooth(found, old[i:j], is_slight):
            yield (inner, p + i, q + i, r + k, s + k)


def _stretches(items: Sequence[Item], ends: Callable[[Item], bool]) -> list[tuple[Item, ...]]:
    found: list[tuple[Item, ...]] = []
    start = 0
    for at, item in enumerate(items, 1):
        if ends(item) or at == len(items):
            found.append(tuple(items[start:at]))
            start = at
    return found


def _starts(stretches: list[tuple[Item, ...]]) -> list[int]:
    found = [0]
    for stretch in stretches:
        found.append(found[-1] + len(stretch))
    return found


def _smooth(ops: Sequence[Op], old: Sequence[Item], is_slight: Callable[[Item], bool]) -> list[Op]:
    """Take a slight equal item between two larger changes into the change: 的 alone is no common ground."""
    found: list[Op] = []
    for at, (tag, a, b, c, d) in enumerate(ops):
        if (
            tag == "equal"
            and 0 < at < len(ops) - 1
            and b - a == 1
            and is_slight(old[a])
            and all(max(p[2] - p[1], p[4] - p[3]) > 1 for p in (ops[at - 1], ops[at + 1]))
        ):
            tag = "replace"
        found.append((tag, a, b, c, d))
    return found


def _merge(ops: list[Op]) -> list[Op]:
    found: list[Op] = []
    for tag, a, b, c, d in ops:
        if a == b and c == d:
            continue
        if found and (found[-1][0] == "equal") == (tag == "equal"):
            last = found[-1]
            found[-1] = (last[0] if tag == last[0] else "replace", last[1], b, last[3], d)
        else:
            found.append((tag, a, b, c, d))
    return found
