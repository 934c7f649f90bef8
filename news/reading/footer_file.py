"""The footer on disk, for the error page that must answer while the database is down."""

import os
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from news.reading.chrome import load_chrome


def footer_path() -> Path:
    """Return where the rendered footer is kept."""
    return Path(settings.DATA_DIR) / "chrome" / "footer.html"


def write_footer_file() -> None:
    """Render the footer from today's settings and replace the file in one step."""
    path = footer_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(render_to_string("components/footer.html", {"chrome": load_chrome()}), encoding="utf-8")
    draft.replace(path)


def read_footer_file() -> SafeString:
    """Return the kept footer, '' where none was ever written. No query."""
    try:
        # Safe: this is what the template engine rendered and escaped.
        return SafeString(footer_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SafeString("")
