"""A stored body made ready for the page: pictures with size and renditions, tables that scroll, marked links."""

from django.utils.safestring import SafeString
from lxml import etree, html

from news.models import Image
from news.text.markup import inner, parse

SIZES = "(min-width: 64em) 52rem, 100vw"
FALLBACK = 960  # pixels; for browsers that know neither AVIF nor WebP


def picture_addresses(body: str) -> list[str]:
    """Return the pictures that a sanitised body shows, in order."""
    if "<img" not in body:
        return []
    return [image.get("src", "") for image in parse(body).iter("img")]


def dress(body: str, images: dict[str, Image]) -> SafeString:
    """Return the body for the page. ``images`` are the library's rows by address; an unknown picture is left out.

    The first picture loads at once, the others when they come near.
    """
    if not body:
        return SafeString("")
    root = parse(body)
    for place, element in enumerate(list(root.iter("img"))):
        image = images.get(element.get("src", ""))
        if image is None:
            _drop(element)
            continue
        element.set("width", str(image.width))
        element.set("height", str(image.height))
        element.set("alt", element.get("alt", ""))
        if place:
            element.set("loading", "lazy")
        _offer_copies(element, image)
    for figure in root.iter("figure"):
        figure.set("class", "fig")
    for table in list(root.iter("table")):
        _wrap_table(table)
    for link in root.iter("a"):
        if link.get("href", "").startswith(("http:", "https:")):
            link.set("rel", "external noopener")
    # Safe: the body was sanitised when it was saved, and what is added here is escaped by the serialiser, which takes
    # <source> for an element that is closed; in text the same signs are &lt;.
    return SafeString(inner(root).replace("</source>", ""))


def _offer_copies(element: html.HtmlElement, image: Image) -> None:
    """Put the picture into a <picture> with its copies; without any the file itself is shown."""
    sources = image.sources()
    parent = element.getparent()
    if not sources or parent is None:
        return
    element.set("src", image.plain(FALLBACK))
    holder = html.Element("picture")
    holder.tail, element.tail = element.tail, None
    parent.replace(element, holder)
    for kind, srcset in sources:
        etree.SubElement(holder, "source", {"type": kind, "srcset": srcset, "sizes": SIZES})
    holder.append(element)


def _drop(element: html.HtmlElement) -> None:
    """Take a picture out that the library does not know, and its figure once it holds no other."""
    figure = next(element.iterancestors("figure"), None)
    element.drop_tree()
    if figure is not None and figure.find(".//img") is None:
        figure.drop_tree()


def _wrap_table(table: html.HtmlElement) -> None:
    parent = table.getparent()
    if parent is None:
        return
    caption = table.find("caption")
    section = html.Element("section")
    section.set("class", "scroll")
    section.set("tabindex", "0")
    section.set("aria-label", caption.text_content().strip() if caption is not None else "表格")
    section.tail, table.tail = table.tail, None
    parent.replace(table, section)
    section.append(table)
    for cell in table.iter("th"):
        if not cell.get("scope"):
            cell.set("scope", "col" if next(cell.iterancestors("thead"), None) is not None else "row")


def body_pictures(body: str) -> dict[str, Image]:
    """Return the library's rows for a body's pictures. One query, none for a body of words."""
    addresses = picture_addresses(body)
    return Image.objects.at(addresses) if addresses else {}
