"""The text editor: it can write what the allow-list (``text.sanitise``) keeps, no more and no less.

``TOOLS`` says which extension of the editor makes which tag; a tag of the allow-list without a tool, or a tool for a
tag that is not on it, stops the import. What the stock editor lacks is in ``static/desk/prose.js``
and, for finding and replacing, ``find.js``.
"""

from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse_lazy
from django_prose_editor.widgets import AdminProseEditorWidget

from news.text.blocks import MOST
from news.text.sanitise import CLASSES, SCHEMES, TAGS

# Table and TableHeader are the desk's own: with a caption and a scope.
TOOLS: dict[str, tuple[str, ...]] = {
    "Bold": ("strong",),
    "Italic": ("em",),
    "Underline": ("u",),
    "Strike": ("s",),
    "Subscript": ("sub",),
    "Superscript": ("sup",),
    "HardBreak": ("br",),
    "Paragraph": ("p",),
    "Heading": ("h2", "h3"),
    "BulletList": ("ul",),
    "OrderedList": ("ol",),
    "ListItem": ("li",),
    "Blockquote": ("blockquote",),
    "HorizontalRule": ("hr",),
    "Link": ("a",),
    "Table": ("table", "caption", "thead", "tbody"),
    "TableRow": ("tr",),
    "TableHeader": ("th",),
    "TableCell": ("td",),
    "NewsSpan": ("span",),
}
FIGURES: dict[str, tuple[str, ...]] = {"Caption": ("figcaption",), "Image": ("img",), "Figure": ("figure",)}
# Made of the tags above, or of one of their own: a group of pictures, a video with its caption, an attached file.
PARTS: dict[str, tuple[str, ...]] = {"Group": (), "Video": (), "VideoFile": ("video",), "Attachment": ()}
# What writes no tag: History is the stock editor's own step back, Fullscreen its whole window.
HANDLING = ("History", "FindReplace", "Fullscreen")
MODULES = ("prose", "find", "link", "group", "files")
DEEP: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": sorted(SCHEMES)},
    "NewsSpan": {"classes": sorted(CLASSES["span"])},
}
_made = {tag for tags in (TOOLS | FIGURES | PARTS).values() for tag in tags}
if _made != TAGS:
    raise ImportError(f"The editor and the allow-list differ: {sorted(_made ^ TAGS)}")


class NewsEditor(AdminProseEditorWidget):
    """The editor with the desk's own extensions."""

    @property
    def media(self) -> forms.Media:
        """Add what the tools ask with; the modules use it when they are read."""
        return super().media + forms.Media(js=["desk/ask.js", "desk/library.js"])

    def get_config(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        return {**super().get_config(), "js_modules": [static(f"desk/{name}.js") for name in MODULES]}


def prose_widget(figures: bool = True, **attrs: Any) -> NewsEditor:
    """Return the editor; with ``figures`` it opens the picture library in a window of its own."""
    extensions: dict[str, Any] = {name: DEEP.get(name, True) for name in TOOLS} | dict.fromkeys(HANDLING, True)
    extensions["Link"] = DEEP["Link"] | {"searchUrl": reverse_lazy("admin:news_article_links")}
    if figures:
        picker = reverse_lazy("admin:news_image_changelist", query={"_picker": 1})
        library = {"pickUrl": reverse_lazy("admin:news_image_pick"), "uploadUrl": reverse_lazy("admin:news_image_add")}
        files = {
            "filesUrl": reverse_lazy("admin:news_mediafile_pick"),
            "addUrl": reverse_lazy("admin:news_mediafile_add"),
        }
        extensions |= dict.fromkeys((*FIGURES, *PARTS), True) | {
            "Figure": {"pickerUrl": picker},
            "Group": library | {"most": MOST},
            "Video": library | files,
            "Attachment": files,
        }
    return NewsEditor(config={"extensions": extensions}, preset="configurable", attrs=attrs)
