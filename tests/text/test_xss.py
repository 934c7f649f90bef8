"""No attempt of an own list of several hundred leaves anything that could run, alone, in a row, or as a paste."""

import re
from urllib.parse import urlsplit

import pytest
from lxml import etree

from news.text.diff import diff_html
from news.text.markup import parse
from news.text.paste import clean_paste
from news.text.sanitise import ATTRIBUTES, CLASSES, MEDIA_PREFIX, SCHEMES, TAGS, sanitise
from news.text.typesetting import typeset_html
from tests.text.xss_vectors import vectors

VECTORS = vectors()
ALONE = {"alone": "{}", "in a paragraph": "<p>前{}后</p>", "in a cell": "<table><tr><td>{}</td></tr></table>"}


def assert_harmless(markup: str, extra: frozenset[str] = frozenset()) -> None:
    """Every element, attribute, class and address is on the allow-list, and the text is a fixed point of a reading."""
    root = parse(markup)
    for element in root.iter():
        if element is root:
            continue
        assert element.tag in TAGS | extra, element.tag
        for name, value in element.attrib.items():
            if name == "class":
                assert value in CLASSES[element.tag]
                continue
            assert name in ATTRIBUTES.get(element.tag, ()), (element.tag, name)
            if name in {"src", "poster"}:
                assert value.startswith(MEDIA_PREFIX)
            if name == "href":
                assert urlsplit(value).scheme in SCHEMES | {""}
                assert not re.match(r"[\x00-\x20]|//|/\\", value)
    for figure in root.iter("figure"):
        depth = sum(1 for _above in figure.iterancestors("figure"))
        assert depth == 0 or (depth == 1 and figure.getparent().get("class") == "group")
    assert not any(isinstance(element, etree._Comment) for element in root.iter())


def test_the_list_is_long_and_every_vector_different() -> None:
    assert len(set(VECTORS)) == len(VECTORS) >= 300


@pytest.mark.parametrize("frame", ALONE.values(), ids=ALONE.keys())
def test_nothing_of_a_vector_is_left(frame: str) -> None:
    for vector in VECTORS:
        markup = frame.format(vector)
        clean = sanitise(markup)
        assert_harmless(clean)
        assert sanitise(clean) == clean
        pasted = clean_paste(markup).html
        assert_harmless(pasted)


def test_nothing_is_left_of_many_in_a_row() -> None:
    for start in range(0, len(VECTORS), 25):
        assert_harmless(sanitise("".join(VECTORS[start : start + 25])))
        assert_harmless(clean_paste("".join(VECTORS[start : start + 25])).html)


def test_differences_and_set_signs_open_no_door() -> None:
    for vector in VECTORS[::5]:
        assert_harmless(diff_html("<p>旧</p>", vector), frozenset({"ins", "del"}))
        assert_harmless(sanitise(typeset_html(sanitise(vector))))
