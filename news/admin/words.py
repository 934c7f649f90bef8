"""The words that the desk's scripts and the text editor show, through Django's own script catalog."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from django.views.i18n import JavaScriptCatalog

WORDS = (
    # the desk's own scripts
    gettext_noop("%s / %s characters"),
    gettext_noop("%s characters · %s min"),
    gettext_noop("Keyboard shortcuts"),
    gettext_noop("This list"),
    gettext_noop("Search"),
    gettext_noop("Write a story"),
    gettext_noop("Articles"),
    gettext_noop("Dashboard"),
    gettext_noop("Save"),
    gettext_noop("Next step"),
    gettext_noop("Close menu or dialog"),
    gettext_noop("Date"),
    gettext_noop("Time"),
    gettext_noop("Body"),
    gettext_noop("No suggestions"),
    gettext_noop("The body has no picture from the library yet."),
    gettext_noop("This picture is not in the library."),
    gettext_noop("Text typed here at %s was not saved."),
    gettext_noop("Put it back"),
    gettext_noop("Throw it away"),
    gettext_noop("It was put back. Save to keep it."),
    gettext_noop("Unsaved changes"),
    gettext_noop("Saving…"),
    # the text editor: dialogs
    gettext_noop("Add caption"),
    gettext_noop("Alternative Text"),
    gettext_noop("Browse..."),
    gettext_noop("Bullets"),
    gettext_noop("Cancel"),
    gettext_noop("Caption"),
    gettext_noop("Columns"),
    gettext_noop("Decimal numbers"),
    gettext_noop("Edit Figure"),
    gettext_noop("Edit Image"),
    gettext_noop("Edit Link"),
    gettext_noop("Image URL"),
    gettext_noop("Include header row"),
    gettext_noop("Insert Figure"),
    gettext_noop("Insert Table"),
    gettext_noop("Insert"),
    gettext_noop("List properties"),
    gettext_noop("List type"),
    gettext_noop("Lowercase Roman numerals"),
    gettext_noop("Lowercase letters"),
    gettext_noop("Open in new window"),
    gettext_noop("Remove caption"),
    gettext_noop("Rows"),
    gettext_noop("Start at"),
    gettext_noop("Table Properties"),
    gettext_noop("Title"),
    gettext_noop("Toggle fullscreen"),
    gettext_noop("URL"),
    gettext_noop("Update"),
    gettext_noop("Uppercase Roman numerals"),
    gettext_noop("Uppercase letters"),
    # the text editor: tooltips and the menu of paragraph kinds, which it writes in English
    gettext_noop("Paragraph"),
    gettext_noop("Heading 2"),
    gettext_noop("Heading 3"),
    gettext_noop("Heading"),
    gettext_noop("bold"),
    gettext_noop("italic"),
    gettext_noop("unordered list"),
    gettext_noop("bullet list"),
    gettext_noop("ordered list"),
    gettext_noop("list properties"),
    gettext_noop("blockquote"),
    gettext_noop("horizontal rule"),
    gettext_noop("insert figure"),
    gettext_noop("insert image"),
    gettext_noop("insert link"),
    gettext_noop("edit link"),
    gettext_noop("remove link"),
    gettext_noop("insert table"),
    gettext_noop("table"),
    gettext_noop("undo"),
    gettext_noop("redo"),
    gettext_noop("fullscreen"),
    gettext_noop("Write something …"),
    gettext_noop("paragraph"),
    gettext_noop("figure"),
    gettext_noop("heading"),
    gettext_noop("Add column"),
    gettext_noop("Delete column"),
    gettext_noop("Add row"),
    gettext_noop("Delete row"),
    gettext_noop("Merge cells"),
    gettext_noop("Split cell"),
    gettext_noop("Toggle header cell"),
    gettext_noop("Delete table"),
    gettext_noop("Insert table"),
)
# Strings of other packages that ship no Chinese; named here so that they stay in the project's catalog.
FOREIGN = (
    gettext_noop("group"),
    gettext_noop("groups"),
    gettext_noop("access attempt"),
    gettext_noop("access attempts"),
    gettext_noop("access failure"),
    gettext_noop("access failures"),
    gettext_noop("access log"),
    gettext_noop("access logs"),
    gettext_noop("access attempt expiration"),
    gettext_noop("access attempt expirations"),
    gettext_noop("Access Attempt"),
    gettext_noop("Access lock out"),
    gettext_noop("Attempt Time"),
    gettext_noop("Failed Logins"),
    gettext_noop("IP Address"),
    gettext_noop("Username"),
    gettext_noop("User Agent"),
    gettext_noop("Path"),
    gettext_noop("Locked Out"),
    gettext_noop("Task Result"),
    gettext_noop("Task Results"),
    gettext_noop("args kwargs"),
    gettext_noop("backend name"),
    gettext_noop("enqueued at"),
    gettext_noop("exception class path"),
    gettext_noop("finished at"),
    gettext_noop("parent"),
    gettext_noop("priority"),
    gettext_noop("queue name"),
    gettext_noop("return value"),
    gettext_noop("run after"),
    gettext_noop("started at"),
    gettext_noop("task path"),
    gettext_noop("traceback"),
    gettext_noop("worker id"),
    gettext_noop("A node cannot be made a descendant of itself."),
    gettext_noop("Tags"),
    gettext_noop("A comma-separated list of tags."),
)


class DeskCatalog(JavaScriptCatalog):
    """Django's catalog for the admin's scripts, with the desk's words on top."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Return message → translation in the language of the request."""
        return super().get_catalog() | {word: gettext(word) for word in WORDS}


def script_catalog(request: HttpRequest, **kwargs: Any) -> Any:
    """Answer ``admin:jsi18n``."""
    return DeskCatalog.as_view()(request)
