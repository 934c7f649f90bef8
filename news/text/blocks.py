"""Figures, groups of pictures, videos and attached files, each brought into its one shape.

- figure: one picture, perhaps its caption.
- ``figure.group``: 2 to 12 figures, perhaps a caption of the whole.
- ``figure.video``: one video file of this site with its poster, perhaps its caption.
- ``p.file``: one link to a file of this site; its words are the name that readers see.

Nothing is lost on the way: what has no place in a shape stands behind it.
"""

import re

from lxml import html

from news.text.markup import parse

GROUP, VIDEO, FILE = "group", "video", "file"
MOST = 12  # pictures of a group
FILES_PREFIX = "/media/files/"
STORED = re.compile(r"/media/files/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{2,5}")
PLAYED = re.compile(r"/media/files/[0-9a-f]{2}/[0-9a-f]{32}\.(?:mp4|webm)")


def picture_addresses(body: str) -> list[str]:
    """Return the pictures that a sanitised body shows, in order, and the posters of its videos behind them."""
    if "<img" not in body and "<video" not in body:
        return []
    root = parse(body)
    posters = (video.get("poster", "") for video in root.iter("video"))
    return [image.get("src", "") for image in root.iter("img")] + [poster for poster in posters if poster]


def file_addresses(body: str) -> list[str]:
    """Return the files of this site that a sanitised body plays or links to, in order, each once."""
    return list(dict.fromkeys(STORED.findall(body))) if FILES_PREFIX in body else []


def played_addresses(body: str) -> list[str]:
    """Return the videos of this site that a sanitised body plays, in order, each once."""
    return list(dict.fromkeys(PLAYED.findall(body))) if "<video" in body else []


def settle(root: html.HtmlElement) -> None:
    """Bring every figure, video and file below ``root`` into its shape."""
    for video in list(root.iter("video")):
        _settle_video(video)
    for figure in [item for item in root.iter("figure") if next(item.iterancestors("figure"), None) is None]:
        _settle_figure(figure)
    for caption in list(root.iter("figcaption")):
        if _nearest(caption) is None:
            caption.tag = "p"
    for paragraph in root.iter("p"):
        if paragraph.get("class") == FILE:
            _settle_file(paragraph)


def holds_picture(element: html.HtmlElement) -> bool:
    """True where a picture or video stands in an element."""
    return next(element.iter("img", "video"), None) is not None


def _settle_video(video: html.HtmlElement) -> None:
    """Put what is in it behind it and give it a figure of its own; without a file only what was in it stays."""
    if not video.get("src"):
        video.drop_tag()
        return
    _empty(video)
    if next(video.iterancestors("figure"), None) is not None:
        return
    parent = video.getparent()
    if parent is None:
        return
    figure = html.Element("figure")
    figure.tail, video.tail = video.tail, None
    parent.replace(video, figure)
    figure.append(video)


def _empty(video: html.HtmlElement) -> None:
    """Move the words and elements in a video behind it; one that was never closed holds the rest of the text."""
    parent = video.getparent()
    if parent is None or not (video.text or len(video)):
        return
    place, tail = parent.index(video) + 1, video.tail
    video.tail, video.text = video.text, None
    last = video
    for offset, child in enumerate(list(video)):
        parent.insert(place + offset, child)
        last = child
    last.tail = (last.tail or "") + (tail or "")


def _settle_figure(figure: html.HtmlElement) -> None:
    shown = [(item, _caption_of(item, figure)) for item in figure.iter("img") if item.get("src")]
    videos = [(item, _caption_of(item, figure)) for item in figure.iter("video")]
    grouped = figure.get("class") == GROUP or next(figure.iterdescendants("figure"), None) is not None
    if len(shown) + len(videos) < 2 and not grouped:
        _mark(figure, VIDEO if videos else "")
        return
    own = next((item for item in figure.iter("figcaption") if _nearest(item) is figure), None)
    whole = _rebuilt(figure, own)
    behind: list[html.HtmlElement] = []
    if len(shown) < 2:
        # No group: its caption belongs to the one thing that there is.
        for item, caption in shown or videos[:1]:
            first = _figure(item, caption if _says(caption) else own)
            behind.append(first)
            if _says(caption) and _says(own):
                behind.append(_paragraph(own))
        videos = videos if shown else videos[1:]
        if not behind and _says(own):
            behind.append(_paragraph(own))
    else:
        group = html.Element("figure", {"class": GROUP})
        for item, caption in shown[:MOST]:
            group.append(_figure(item, caption))
        if own is not None and _says(own):
            group.append(own)
        behind.append(group)
        behind += [_figure(item, caption) for item, caption in shown[MOST:]]
    behind += [_figure(item, caption) for item, caption in videos]
    behind += whole
    _replace(figure, behind)


def _rebuilt(figure: html.HtmlElement, own: html.HtmlElement | None) -> list[html.HtmlElement]:
    """Return the words of a figure that are in no caption that is kept, as paragraphs."""
    kept = {own} if own is not None else set()
    for inner in figure.iterdescendants("figure"):
        caption = next((item for item in inner.iter("figcaption") if _nearest(item) is inner), None)
        if caption is not None and holds_picture(inner):
            kept.add(caption)
    lines: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        if element in kept or element.tag == "video":
            return
        lines.append(element.text or "")
        for child in element:
            if child.tag in {"p", "figcaption", "li", "td", "th", "h2", "h3"}:
                lines.append("\n")
            walk(child)
            lines.append(("\n" if child.tag in {"figcaption", "figure"} else "") + (child.tail or ""))

    walk(figure)
    found = []
    for line in "".join(lines).split("\n"):
        if line.strip():
            paragraph = html.Element("p")
            paragraph.text = line.strip()
            found.append(paragraph)
    return found


def _nearest(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(element.iterancestors("figure"), None)


def _caption_of(item: html.HtmlElement, outer: html.HtmlElement) -> html.HtmlElement | None:
    """Return the caption of the figure in which a picture stands inside ``outer``; the first picture gets it."""
    holder = _nearest(item)
    if holder is None or holder is outer or next(holder.iter("img", "video"), None) is not item:
        return None
    return next((found for found in holder.iter("figcaption") if _nearest(found) is holder), None)


def _says(caption: html.HtmlElement | None) -> bool:
    return caption is not None and bool(caption.text_content().strip())


def _figure(item: html.HtmlElement, caption: html.HtmlElement | None) -> html.HtmlElement:
    figure = html.Element("figure")
    _mark(figure, VIDEO if item.tag == "video" else "")
    item.tail = None
    figure.append(item)
    if caption is not None and _says(caption):
        caption.tail = None
        figure.append(caption)
    return figure


def _paragraph(caption: html.HtmlElement | None) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = caption.text_content().strip() if caption is not None else ""
    return paragraph


def _mark(figure: html.HtmlElement, name: str) -> None:
    figure.attrib.pop("class", None)
    if name:
        figure.set("class", name)


def _replace(figure: html.HtmlElement, others: list[html.HtmlElement]) -> None:
    parent = figure.getparent()
    if parent is None:
        return
    place, tail = parent.index(figure), figure.tail
    figure.tail = None
    parent.remove(figure)
    for offset, other in enumerate(others):
        parent.insert(place + offset, other)
    if not tail:
        return
    if others:
        others[-1].tail = tail
    elif place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _settle_file(paragraph: html.HtmlElement) -> None:
    """Keep the mark only on a paragraph that is one link to a stored file; flatten the name."""
    link = paragraph[0] if len(paragraph) == 1 and paragraph[0].tag == "a" else None
    words = (paragraph.text or "").strip() + ((link.tail or "").strip() if link is not None else "")
    if link is None or words or not STORED.fullmatch(link.get("href", "")):
        del paragraph.attrib["class"]
        return
    name = " ".join(link.text_content().split())
    for child in list(link):
        link.remove(child)
    link.attrib.pop("title", None)
    link.text = name
    paragraph.text = link.tail = None
