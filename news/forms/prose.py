"""The text editor: which kinds of paragraph and mark a story may have, as the sanitiser keeps them."""

from typing import Any

from django.urls import reverse_lazy
from django_prose_editor.widgets import AdminProseEditorWidget

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}
FIGURES: dict[str, Any] = {"Caption": True, "Image": True}


def prose_widget(figures: bool = True, **attrs: Any) -> AdminProseEditorWidget:
    """Return the editor; with ``figures`` it opens the picture library in a window of its own."""
    extensions = dict(EXTENSIONS)
    if figures:
        picker = reverse_lazy("admin:news_image_changelist", query={"_picker": 1})
        extensions |= FIGURES | {"Figure": {"pickerUrl": picker}}
    return AdminProseEditorWidget(config={"extensions": extensions}, preset="configurable", attrs=attrs)
