"""Words out of markup: plain text, counts, summaries."""

import re

from news.text.blocks import FILE
from news.text.markup import parse

SENTENCE_END = "。！？；!?;"
BLOCK_END = {"p", "h2", "h3", "li", "figcaption", "blockquote", "tr", "br"}
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,%'-]*|[^\s\x00-\x7f]")


def plain_text(markup: str) -> str:
    """Return the words of sanitised HTML, a block a line."""
    if not markup.strip():
        return ""
    root = parse(markup)
    for element in root.iter():
        if element.tag in BLOCK_END:
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def count_characters(text: str) -> int:
    """Return 字数: a Han character or full-width sign counts 1, a run of Latin letters or digits counts 1."""
    return len(WORD.findall(text))


def excerpt(text: str, limit: int = 90) -> str:
    """Return at most ``limit`` characters from the start, ended at a sentence where one ends past half of it."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    end = max(cut.rfind(sign) for sign in SENTENCE_END)
    return cut[: end + 1] if end >= limit // 2 else cut[: limit - 1] + "…"


def first_paragraphs(markup: str, limit: int = 90) -> str:
    """Return a summary from the first paragraphs of words, figures left out."""
    if not markup.strip():
        return ""
    root = parse(markup)
    words = [" ".join(p.text_content().split()) for p in root.iter("p") if p.get("class") != FILE]
    return excerpt("".join(words), limit)
