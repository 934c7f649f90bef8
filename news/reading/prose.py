"""A stored body made ready for the page: pictures with renditions, groups, videos, files, tables, marked links."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from lxml import etree, html

from news.models import Image, MediaFile
from news.pagestore.recording import depends_on, depends_on_each
from news.reading.cards import CARD, Picture, picture_of
from news.text.blocks import FILE, GROUP, VIDEO, file_addresses, picture_addresses
from news.text.markup import inner, parse

SIZES = "(min-width: 64em) 52rem, 100vw"
GROUP_SIZES = "(min-width: 64em) 26rem, 50vw"
FALLBACK = 960  # pixels; for browsers that know neither AVIF nor WebP
NEAR = 200  # characters before a picture that is likely to be seen without scrolling


@dataclass(frozen=True)
class Shown:
    """The library's rows for a body, by address."""

    images: Mapping[str, Image] = field(default_factory=dict)
    files: Mapping[str, MediaFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Dressed:
    """A body for the page. ``first`` is a picture at its beginning that browsers should ask for at once."""

    html: SafeString
    first: Picture | None = None


def shown_by(body: str) -> Shown:
    """Return what a body shows. A query for pictures and one for files, none for a body of words."""
    pictures, links = picture_addresses(body), file_addresses(body)
    shown = Shown(Image.objects.at(pictures) if pictures else {}, MediaFile.objects.at(links))
    depends_on_each("image", [image.pk for image in shown.images.values()])
    depends_on_each("file", [row.pk for row in shown.files.values()])
    if len(shown.images) < len(set(pictures)):  # it may come later
        depends_on("images")
    if len(shown.files) < len(set(links)):
        depends_on("files")
    return shown


def dress(body: str, shown: Shown, *, gallery: bool = False) -> Dressed:
    """Return the body for the page. What the library does not know is left out.

    A first picture near the top loads at once, the others when they come near. In a group, and in a ``gallery``
    everywhere, each picture leads to its large version; ``data-group`` and ``data-view`` are for the script that shows
    them in place (``static/js/viewer.js``). A gallery's pictures are numbered, and each number is an address.
    """
    if not body:
        return Dressed(SafeString(""))
    root = parse(body)
    first: Picture | None = None
    for place, element in enumerate(list(root.iter("img"))):
        image = shown.images.get(element.get("src", ""))
        if image is None:
            _drop(element)
            continue
        element.set("alt", element.get("alt", ""))
        early = not place and _near(element, root)
        element.set(*("fetchpriority", "high") if early else ("loading", "lazy"))
        figure = next(element.iterancestors("figure"), None)
        if figure is not None and _is_group(figure.getparent()):
            _dress_in_group(element, image)
        else:
            element.set("width", str(image.width))
            element.set("height", str(image.height))
            around = _linked(element, image) if gallery else None
            sources = image.sources()
            _offer_copies(element, image.plain(FALLBACK), sources, SIZES)
            if early:
                first = Picture(image.plain(FALLBACK), sources, image.width, image.height, "")
            if around is not None and figure is not None:
                figure.set("data-plate", "")
    for video in list(root.iter("video")):
        _dress_video(video, shown)
    for figure in list(root.iter("figure")):
        _dress_figure(figure)
    if gallery:
        _number(root)
    for paragraph in list(root.iter("p")):
        if paragraph.get("class") == FILE:
            _dress_file(paragraph, shown.files)
    for table in list(root.iter("table")):
        _wrap_table(table)
    for link in root.iter("a"):
        if link.get("href", "").startswith(("http:", "https:")):
            link.set("rel", "external noopener")
    # Safe: the body was sanitised when it was saved, and what is added here is escaped by the serialiser, which takes
    # <source> for an element that is closed; in text the same signs are &lt;.
    return Dressed(SafeString(inner(root).replace("</source>", "")), first)


def _near(element: html.HtmlElement, root: html.HtmlElement) -> bool:
    """Whether few words stand before it."""
    words = 0
    for part in root:
        if part is element or element in part.iter("img"):
            return words <= NEAR
        words += len(part.text_content())
    return False


def _is_group(element: html.HtmlElement | None) -> bool:
    return element is not None and element.tag == "figure" and element.get("class") == GROUP


def _offer_copies(element: html.HtmlElement, src: str, sources: tuple[tuple[str, str], ...], sizes: str) -> None:
    """Put the picture into a <picture> with its copies; without any the file itself is shown."""
    parent = element.getparent()
    if not sources or parent is None:
        return
    element.set("src", src)
    holder = html.Element("picture")
    holder.tail, element.tail = element.tail, None
    parent.replace(element, holder)
    for kind, srcset in sources:
        etree.SubElement(holder, "source", {"type": kind, "srcset": srcset, "sizes": sizes})
    holder.append(element)


def _dress_in_group(element: html.HtmlElement, image: Image) -> None:
    """Show the part that lists show, all of one shape, as a link to the whole picture."""
    part = picture_of(image, CARD)
    if part is None or _linked(element, image) is None:
        return
    element.set("width", str(part.width))
    element.set("height", str(part.height))
    _offer_copies(element, part.src, part.sources, GROUP_SIZES)


def _linked(element: html.HtmlElement, image: Image) -> html.HtmlElement | None:
    """Put a link to the whole picture around it, with what the script shows it from; None where that cannot be."""
    parent = element.getparent()
    if parent is None or parent.tag == "a":
        return None
    link = html.Element("a", {"href": image.address, "data-view": f"{image.width}x{image.height}"})
    copies = dict(image.sources()).get("image/webp")
    if copies:
        link.set("data-copies", copies)
    if not element.get("alt"):
        link.set("aria-label", "看大图")
    link.tail, element.tail = element.tail, None
    parent.replace(element, link)
    link.append(element)
    return link


def _number(root: html.HtmlElement) -> None:
    """Number the pictures of a gallery in their order; each number leads to its own place."""
    figures = [link.getparent() for link in root.iter("a") if link.get("data-view")]
    for place, figure in enumerate(figures, start=1):
        if figure is None or figure.tag != "figure":
            continue
        figure.set("id", f"p{place}")
        if figure.attrib.pop("data-plate", None) is not None:
            figure.set("class", "fig plate")
        caption = figure.find("figcaption")
        if caption is None:
            caption = etree.SubElement(figure, "figcaption")
        number = html.Element("a", {"class": "plate__n", "href": f"#p{place}"})
        number.text = str(place)
        etree.SubElement(number, "small").text = f" / {len(figures)}"
        number.tail, caption.text = caption.text, None
        caption.insert(0, number)


def _dress_video(video: html.HtmlElement, shown: Shown) -> None:
    """Give a video its controls and size; the link under it is for whoever cannot play it here."""
    row, figure = shown.files.get(video.get("src", "")), video.getparent()
    if row is None or figure is None:
        _drop(video)
        return
    caption = figure.find("figcaption")
    poster = shown.images.get(video.get("poster", ""))
    video.attrib.pop("poster", None)
    if poster is not None:
        video.set("poster", poster.plain(FALLBACK))
    words = " ".join(caption.text_content().split()) if caption is not None else ""
    for name, value in {
        "controls": "", "preload": "none", "playsinline": "", "width": str(row.width), "height": str(row.height),
        "aria-label": f"视频：{words}" if words else "视频",
    }.items():  # fmt: skip
        video.set(name, value)
    fallback = etree.SubElement(video, "a", {"href": row.address})
    fallback.text = "下载视频"
    line = html.Element("p", {"class": "fig__get"})
    link = etree.SubElement(line, "a", {"href": row.address, "download": row.title, "type": row.mime})
    link.text = "下载视频"
    about = etree.SubElement(line, "span")
    length = f"{row.seconds // 60}分{row.seconds % 60:02d}秒，" if row.seconds else ""
    about.text = f"（{length}{row.type_name}，{row.size_text}）"
    video.addnext(line)


def _dress_figure(figure: html.HtmlElement) -> None:
    """Name it for the style sheet; the pictures of a group stand in a grid."""
    if _is_group(figure):
        pictures = figure.findall("figure")
        grid = html.Element("div", {"class": "group__pics", "data-group": str(len(pictures))})
        figure.insert(0, grid)
        for picture in pictures:
            grid.append(picture)
        figure.set("class", "fig group")
    else:
        figure.set("class", "fig fig--video" if figure.get("class") == VIDEO else "fig")


def _dress_file(paragraph: html.HtmlElement, files: Mapping[str, MediaFile]) -> None:
    """Say the kind and size of a file beside its name; one that is gone is only its name."""
    link = paragraph.find("a")
    row = files.get(link.get("href", "")) if link is not None else None
    if link is None:
        return
    if row is None:
        link.drop_tag()
        del paragraph.attrib["class"]
        return
    name = link.text_content()
    link.set("download", name if name.lower().endswith(f".{row.ending}") else f"{name}.{row.ending}")
    link.set("type", row.mime)
    about = etree.SubElement(paragraph, "span", {"class": "file__about"})
    about.text = f"（{row.type_name}，{row.size_text}）"


def _drop(element: html.HtmlElement) -> None:
    """Take a picture or video out that the library does not know, and its figures once they hold no other."""
    figures = list(element.iterancestors("figure"))
    element.drop_tree()
    for figure in figures:
        if next(figure.iter("img", "video"), None) is None:
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
