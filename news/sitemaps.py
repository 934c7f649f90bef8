"""sitemap.xml for search engines (an index and flat files, streamed) and robots.txt."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from news.reading.chrome import absolute
from news.reading.feeds import MapEntry, article_entries, front_entries, sitemap_parts

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml; charset=utf-8"


def index(request: HttpRequest) -> HttpResponse:
    """List the files: fronts, then one for each range of articles."""
    files = ["/sitemap-fronts.xml", *(f"/sitemap-{part}.xml" for part in range(sitemap_parts()))]
    rows = "".join(f"<sitemap><loc>{escape(absolute(file))}</loc></sitemap>\n" for file in files)
    return HttpResponse(f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{rows}</sitemapindex>\n', content_type=XML)


def fronts(request: HttpRequest) -> HttpResponseBase:
    """List the front page and the channels."""
    return StreamingHttpResponse(_urlset(front_entries()), content_type=XML)


def articles(request: HttpRequest, part: str) -> HttpResponseBase:
    """List one range of articles; Baidu, which reads no index, is given these files one by one."""
    if int(part) >= sitemap_parts():
        raise Http404
    return StreamingHttpResponse(_urlset(article_entries(int(part))), content_type=XML)


def _urlset(entries: Iterable[MapEntry]) -> Iterator[str]:
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'
    for entry in entries:
        changed = ""
        if entry.changed:
            changed = f"<lastmod>{timezone.localtime(entry.changed).isoformat(timespec='seconds')}</lastmod>"
        yield f"<url><loc>{escape(entry.address)}</loc>{changed}</url>\n"
    yield "</urlset>\n"


def robots(request: HttpRequest) -> HttpResponse:
    """Everything but the desk and previews may be read."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /preview/", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
