"""Figures in a body: which pictures it shows, and the words they take from the library when the story gives none."""

import re
from collections.abc import Callable, Mapping

from lxml import etree, html

from news.text.blocks import picture_addresses
from news.text.markup import inner, parse
from news.text.pending import pending_address, pending_pictures

Known = Mapping[str, tuple[str, str, str]]
SIGNED = re.compile(
    r"[\u4e00-\u9fff·]\s?(?:(?<!拍)摄|供图)[）)。]?$"
)  # how a caption ends that says whose picture it is


def complete_figures(body: str) -> tuple[list[str], Callable[[Known], str]]:
    """Return the picture addresses in ``body``, posters too, and a function that completes it.

    The function takes (alt, caption, credit) by address and returns the body with an empty alt and an empty caption
    filled in, and the credit added where the caption names nobody. The story's own words always win. What is
    added becomes part of the snapshot, so a later change in the library alters no story that was signed off.
    """
    addresses = picture_addresses(body)
    if not addresses:
        return [], lambda known: body
    root = parse(body)
    images = list(root.iter("img"))

    def complete(known: Known) -> str:
        for image in images:
            if image.get("src", "") not in known:
                continue
            alt, caption, credit = known[image.get("src", "")]
            if not image.get("alt"):
                image.set("alt", alt)
            figure = next(image.iterancestors("figure"), None)
            if figure is not None:
                _complete_caption(figure, caption, credit)
        return inner(root)

    return addresses, complete


def without_pending(body: str) -> str:
    """Return a body without the pictures that were never fetched, and without the figures that held only them."""
    if not pending_pictures(body):
        return body
    root = parse(body)
    for image in list(root.iter("img")):
        if pending_address(image.get("src", "")) is None:
            continue
        figure = next(image.iterancestors("figure"), None)
        image.drop_tree()
        if figure is not None and figure.find(".//img") is None:
            figure.drop_tree()
    return inner(root)


def _complete_caption(figure: html.HtmlElement, caption: str, credit: str) -> None:
    holder = figure.find("figcaption")
    if holder is None:
        if not caption and not credit:
            return
        holder = etree.SubElement(figure, "figcaption")
    if not holder.text_content().strip():
        holder.text = caption
    words = holder.text_content().rstrip()
    if not credit or holder.find(".//span[@class='credit']") is not None:
        return
    if credit not in words:
        if SIGNED.search(words):
            return  # the story says that it is somebody else's: two names would contradict each other
        _add_credit(holder, credit)
    elif words.endswith(credit) and not len(holder):
        # The editor knows no credit and makes it part of the caption; mark it again.
        holder.text = words.removesuffix(credit).rstrip(" \u3000")
        _add_credit(holder, credit)


def _add_credit(holder: html.HtmlElement, credit: str) -> None:
    span = etree.SubElement(holder, "span")
    span.set("class", "credit")
    span.text = credit
