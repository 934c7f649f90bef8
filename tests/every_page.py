"""Every address that a reader or an editor can open, found from the routes, so that a new page is covered by default."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse

from news.admin.site import DeskSite
from news.models import Article, Image, Keyword, Series, StaffMember, Topic
from news.reading.feeds import SITEMAP_SIZE
from news.urls import urlpatterns

NOT_READ = {"hits"}  # takes what browsers report
FEW = 6  # choices of a long filter
QUESTIONS = ("书房", "城市 公园", "“大运河”", "之1234", "市民 -口袋", "查无此词的词")
# What is typed into the desk's own look-ups, and the further lists of a page.
ASKED: dict[str, tuple[str, ...]] = {
    "search": tuple(f"?q={question}{sort}" for question in QUESTIONS for sort in ("", "&sort=new", "&page=10")),
    "search-suggest": ("?q=书", "?q=大运河"),
    "staff": ("?q=沈知禾",),
    "admin:desk_mine": ("?only=returned", "?only=waiting", "?only=draft", "?after=1700000000000000-900000100"),
    "admin:desk_queue": ("?only=all", "?only=overdue", "?only=mine", "?order=urgent"),
    "admin:desk_audit": ("?q=书房", "?act=verb:sign_off", "?area=article", "?since=2026-01-01"),
    "admin:news_article_links": ("?q=书房", "?q=900000005", "?q=城市书房"),
    "admin:news_source_suggest": ("?q=晚",),
    "admin:news_keyword_suggest": ("?q=夜",),
    "admin:news_image_pick": ("?q=湖",),
    "admin:news_mediafile_pick": ("?q=表",),
    "admin:autocomplete": ("?app_label=news&model_name=letter&field_name=article&term=书",),
}


def reader_addresses(article: Article) -> dict[str, str]:
    """Return address by name of everything public, ``article`` being live. Raises KeyError for a route unknown here."""
    assert article.channel
    channel, day = article.channel.path, str(article.day)
    assert article.published_at
    place = f"{int(article.published_at.timestamp())}-{article.pk}"
    last: dict[str, Any] = {"topic": Topic, "series": Series, "reporter": StaffMember, "keyword": Keyword}
    row = {name: model.objects.order_by("pk").first() for name, model in last.items()}
    picture = Image.objects.order_by("pk").first()
    lists = {
        "channel": reverse("channel", args=[channel]),
        "keyword": reverse("keyword", args=[row["keyword"].slug]) if row["keyword"] else "",
        "archive": reverse("archive", args=[channel, day]),
        "reporter": reverse("reporter", args=[row["reporter"].pk]) if row["reporter"] else "",
    }
    samples = {
        **lists,
        "article": article.address,
        "topic": reverse("topic", args=[row["topic"].slug]) if row["topic"] else "",
        "series": reverse("series", args=[row["series"].slug]) if row["series"] else "",
        "channel-feed": reverse("channel-feed", args=[channel, "rss"]),
        "sitemap-articles": reverse("sitemap-articles", args=[article.pk // SITEMAP_SIZE]),
        "media": picture.file.url if picture else "",
        "pending": reverse("pending", args=["a" * 20]),
        "shared-preview": reverse("shared-preview", args=["a" * 20]),
        "elsewhere": "/no/such/page.html",
    }
    found: dict[str, str] = {}
    for pattern in urlpatterns:
        name = str(pattern.name)
        if name in NOT_READ:
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            if name not in samples:
                raise KeyError(f"tests/every_page.py does not know an address of the page “{name}”.") from None
            address = samples[name]
        if address:
            found[name] = address
            found |= {f"{name}{query}": address + query for query in ASKED.get(name, ())}
    for name, address in lists.items():
        if address:
            found |= {f"{name}-10": f"{address}?page=10", f"{name}-before": f"{address}?before={place}"}
    top = channel.split("/", 1)[0]
    return {**found, "channel-top": f"/{top}/", "archive-top": f"/{top}/{day}/"}


def desk_addresses() -> Iterator[tuple[str, str]]:
    """Yield (name, address) of every page of the desk that needs no number, with what is asked of it."""
    site = admin.site
    assert isinstance(site, DeskSite)
    for name in _names(site.get_urls()):
        try:
            address = reverse(f"admin:{name}")
        except NoReverseMatch:
            continue
        yield name, address
        yield from ((f"{name}{query}", address + query) for query in ASKED.get(f"admin:{name}", ()))


def narrowed(client: Client) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of every list of the desk narrowed by each of its filters, searched, and its second page."""
    for model, model_admin in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        changes = getattr(client.get(address), "context_data", {}).get("cl")
        if changes is None:
            continue
        for spec in changes.filter_specs:
            queries = [choice["query_string"] for choice in spec.choices(changes)]
            for query in [*queries[:FEW], *queries[FEW:][-FEW:]] if len(queries) > 30 else queries:
                yield f"{model._meta.model_name}{query}", address + query
        if model_admin.search_fields:
            yield from (
                (f"{model._meta.model_name}?q={word}", f"{address}?q={word}") for word in ("书房", "书", "123456")
            )
        yield f"{model._meta.model_name}?p=2", f"{address}?p=2"


def _names(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name
