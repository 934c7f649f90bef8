"""Asking the site for its pages in this process, as a reader would, so that the page store has them."""

import io
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application

from news.models import Article, Channel, Page, Topic
from news.reading.hot import ADDRESSES as HOT
from news.reading.page_store import NEVER

FIXED = ("/", "/topics/", "/corrections/", "/sitemap/", "/mobile/", "/disclaimer/", "/feed/rss.xml", "/feed/atom.xml")


def addresses(articles: int) -> list[str]:
    """Return what most readers ask for first: home, channels, lists, topics, fixed pages, then the newest stories."""
    newest = (
        Article.objects.live().select_related("channel").order_by("-published_at", "-pk")[:articles]
        if articles
        else ()
    )
    found = [
        *FIXED,
        *HOT.values(),
        *(channel.get_absolute_url() for channel in Channel.objects.without_tree_fields()),
        *(topic.get_absolute_url() for topic in Topic.objects.filter(removed_at=None)),
        *(f"/{slug}/" for slug in Page.objects.values_list("slug", flat=True)),
        *(article.address for article in newest),
    ]
    return [address for address in dict.fromkeys(found) if not address.startswith(NEVER)]


def warm(wanted: Iterable[str]) -> Iterator[tuple[str, int, bool]]:
    """Ask for each address; yield it with the status and whether the store has the page now."""
    application = _application()
    for address in wanted:
        said: list[Any] = []
        result = application(
            _environ(address), lambda status, headers, exc=None, said=said: said.extend([status, headers])
        )
        for _piece in result:
            pass
        if hasattr(result, "close"):
            result.close()
        yield address, int(said[0][:3]), "X-Store" in dict(said[1])


@cache
def _application() -> Any:
    return get_internal_wsgi_application()


def _environ(address: str) -> dict[str, Any]:
    site = urlsplit(settings.SITE_URL)
    port = str(site.port or (443 if site.scheme == "https" else 80))
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(address).encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
