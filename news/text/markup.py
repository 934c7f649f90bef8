"""HTML fragments to trees and back: one way in, one way out."""

import re

from lxml import etree, html

# Anything else cannot stand in a tree (XML 1.0, production 2, Char); lone surrogates cannot even be encoded.
NOT_A_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text without signs that neither XML nor UTF-8 can carry."""
    return NOT_A_CHARACTER.sub("", text)


def parse(markup: str) -> html.HtmlElement:
    """Return a <div> that holds the fragment, however deep it nests."""
    parser = html.HTMLParser(huge_tree=True)
    return html.fragment_fromstring(printable(markup), create_parent="div", parser=parser)


def inner(root: html.HtmlElement) -> str:
    """Return the markup inside an element, its leading text escaped."""
    return escape(root.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in root
    )


def escape(text: str) -> str:
    """Return text as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
