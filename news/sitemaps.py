"""Site maps for search engines (an index, flat files, the news of two days), all streamed, and robots.txt."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from news.reading.chrome import absolute
from news.reading.feeds import (
    MOST_ADDRESSES,
    SITEMAP_SIZE,
    MapEntry,
    NewsEntry,
    article_entries,
    front_entries,
    newest_entries,
    news_entries,
    sitemap_parts,
)
from news.reading.surroundings import load_surroundings
from news.text.addresses import MAX_ID

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMESPACE = "http://www.google.com/schemas/sitemap-news/0.9"
PACKED = 200  # addresses of one write
XML = "application/xml; charset=utf-8"
CLOSED = ("/admin/", "/preview/", "/search/")


def index(request: HttpRequest) -> HttpResponseBase:
    """List the files: fronts, then one for each range of numbers that holds articles."""
    return _streamed(_index())


def _index() -> Iterator[str]:
    yield f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n'
    yield f"<sitemap><loc>{escape(absolute('/sitemap-fronts.xml'))}</loc></sitemap>\n"
    for part in sitemap_parts():
        yield f"<sitemap><loc>{escape(absolute(f'/sitemap-{part}.xml'))}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def fronts(request: HttpRequest) -> HttpResponseBase:
    """List the front page and the channels."""
    return _streamed(_urlset(front_entries()))


def articles(request: HttpRequest, part: str) -> HttpResponseBase:
    """List one range of articles; 404 for a range without any."""
    entries = article_entries(int(part)) if int(part) <= MAX_ID // SITEMAP_SIZE else iter(())
    first = next(entries, None)
    if first is None:
        raise Http404
    return _streamed(_urlset(chain([first], entries)))


def news(request: HttpRequest) -> HttpResponseBase:
    """List the stories of the last two days for Google News."""
    return _streamed(_news(load_surroundings().site.name, news_entries()))


def flat(request: HttpRequest) -> HttpResponseBase:
    """List the newest addresses one a line, for Baidu, which reads no index."""
    lines = (f"{entry.address}\n" for entry in chain(front_entries(), newest_entries()))
    return _streamed(islice(lines, MOST_ADDRESSES), "text/plain; charset=utf-8")


def _streamed(parts: Iterable[str], kind: str = XML) -> StreamingHttpResponse:
    """Send piece by piece, packed: a piece for each address would be a write for each."""
    pieces = _packed(parts)
    first = next(pieces, "")  # a database that does not answer is said now, not in the middle
    response = StreamingHttpResponse(chain([first], pieces), content_type=kind)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _packed(parts: Iterable[str]) -> Iterator[str]:
    rest = iter(parts)
    while piece := "".join(islice(rest, PACKED)):
        yield piece


def _news(name: str, entries: Iterable[NewsEntry]) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:news="{NEWS_NAMESPACE}">\n'
    paper = f"<news:name>{escape(name)}</news:name><news:language>zh-cn</news:language>"
    for entry in entries:
        yield (
            f"<url><loc>{escape(entry.address)}</loc><news:news><news:publication>{paper}</news:publication>"
            f"<news:publication_date>{_time(entry.published)}</news:publication_date>"
            f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        )
    yield "</urlset>\n"


def _time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _urlset(entries: Iterable[MapEntry]) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for entry in entries:
        changed = ""
        if entry.changed:
            changed = f"<lastmod>{_time(entry.changed)}</lastmod>"
        yield f"<url><loc>{escape(entry.address)}</loc>{changed}</url>\n"
    yield "</urlset>\n"


def robots(request: HttpRequest) -> HttpResponse:
    """Everything but the desk, previews and answers of the search may be read."""
    maps = (f"Sitemap: {absolute(file)}" for file in ("/sitemap.xml", "/sitemap-news.xml", "/sitemap.txt"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", *maps, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
