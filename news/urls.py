"""The reader's addresses. Fixed words first, then articles, archives and channels; whatever is left may redirect."""

from django.urls import path, re_path

from news import feeds, sitemaps
from news.forms.letters import FORMS
from news.reading.hot import ADDRESSES as HOT
from news.reading.letters import letter_address
from news.text.addresses import CHANNEL_PATH, DAY, SEGMENT
from news.views import files, hits, letters, pages, reader, search, styleguide, topics

urlpatterns = [
    path("", reader.home, name="home"),
    path("media/pending/<str:token>.svg", files.pending, name="pending"),
    path("media/<path:path>", files.media, name="media"),
    path("staff/", pages.staff, name="staff"),
    *(path(letter_address(kind)[1:], letters.letter, {"kind": kind}, name=f"letter-{kind}") for kind in FORMS),
    path("contact/received/", letters.received, name="letter-received"),
    path("contact/status/", letters.status, name="letter-status"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("preview/<str:token>/", pages.preview, name="shared-preview"),
    path("feed/rss.xml", feeds.feed, {"kind": "rss"}, name="rss"),
    path("feed/atom.xml", feeds.feed, {"kind": "atom"}, name="atom"),
    re_path(rf"^feed/(?P<path>{CHANNEL_PATH})/(?P<kind>rss|atom)\.xml$", feeds.feed, name="channel-feed"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap-index"),
    path("sitemap-fronts.xml", sitemaps.fronts, name="sitemap-fronts"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemap.txt", sitemaps.flat, name="sitemap-flat"),
    re_path(r"^sitemap-(?P<part>[0-9]{1,15})\.xml$", sitemaps.articles, name="sitemap-articles"),
    path("sitemap/", pages.sitemap, name="sitemap"),
    path("mobile/", pages.mobile, name="mobile"),
    *(
        path(f"{slug}/", pages.text, {"slug": slug}, name=slug)
        for slug in ("about", "disclaimer", "advertise", "contact", "join")
    ),
    re_path(rf"^series/(?P<slug>{SEGMENT})/$", reader.series, name="series"),
    path("keywords/<str:slug>/", reader.keyword, name="keyword"),
    path("topics/", topics.index, name="topics"),
    re_path(rf"^topics/(?P<slug>{SEGMENT})/$", topics.topic, name="topic"),
    re_path(r"^reporters/(?P<number>[0-9]{1,18})/$", reader.reporter, name="reporter"),
    path("corrections/", reader.corrections, name="corrections"),
    path("hits/", hits.hits, name="hits"),
    *(path(address[1:], reader.hot, {"period": period}, name=f"hot-{period}") for period, address in HOT.items()),
    re_path(rf"^(?P<path>.+)/(?P<day>{DAY})/(?P<number>[0-9]+)\.[hH][tT][mM][lL]$", reader.article, name="article"),
    re_path(rf"^(?P<path>[a-z0-9/-]+)/(?P<day>{DAY})/$", reader.archive, name="archive"),
    re_path(r"^(?P<path>[a-z0-9-]+(?:/[a-z0-9-]+)*)/$", reader.channel, name="channel"),
    re_path(r"^(?P<path>.+)$", reader.elsewhere, name="elsewhere"),
]
