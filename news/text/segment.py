"""Chinese words, by rjieba (Rust port of jieba, precise mode)."""

from functools import lru_cache

import rjieba

OPENING = "“‘《（(【〈「『"
CLOSING = "，。、；：？！”’》）)】〉」』…—%％℃"


def words(text: str) -> list[str]:
    """Return the text cut into words; joined again they are the text."""
    return list(rjieba.cut(text))


@lru_cache(maxsize=8192)
def phrases(text: str) -> tuple[str, ...]:
    """Return parts between which a headline may break: signs stay with their word, single characters with the next.

    A word of one character opens no line alone: it joins its left neighbour (的, 了, 们) or is taken along.
    """
    parts: list[str] = []
    glue = False
    for word in words(text):
        if parts and (glue or word[0] in CLOSING or (len(word) == 1 and word not in OPENING and len(parts[-1]) < 4)):
            parts[-1] += word
        else:
            parts.append(word)
        glue = word[-1] in OPENING
    return tuple(parts)
