"""JSON-LD for search engines, equal to what the page shows. Data, not script: the content policy allows it."""

import json
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from news.enums import BylineRole, Kind
from news.reading.article import ArticlePage
from news.reading.chrome import absolute
from news.reading.topics import TopicPage
from news.text.blocks import picture_addresses, played_addresses
from news.text.lengths import iso_duration

UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data: Any) -> SafeString:
    """Return JSON that cannot end the <script> that holds it."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE))  # noqa: S308


def article_data(page: ArticlePage) -> SafeString:
    """Return NewsArticle (schema.org) and BreadcrumbList for an article page."""
    article = page.article
    news: dict[str, Any] = {
        "@context": "https://schema.org",
        # schema.org/AdvertiserContentArticle: an article that somebody paid for
        "@type": "AdvertiserContentArticle" if article.advertisement else "NewsArticle",
        "headline": article.title,
        "mainEntityOfPage": page.url,
        "inLanguage": "zh-CN",
        "publisher": {"@type": "Organization", "name": page.chrome.site.name, "url": page.chrome.home},
    }
    if article.published_at:
        news["datePublished"] = timezone.localtime(article.published_at).isoformat(timespec="seconds")
        news["dateModified"] = timezone.localtime(page.changed).isoformat(timespec="seconds")
    if article.cover:
        cover = article.cover  # search engines choose a shape; one that is not made yet is the file itself
        shapes = (cover.address, cover.plain(960, "lead"), cover.plain(480, "square"))
        news["image"] = [absolute(address) for address in dict.fromkeys(shapes)]
    if article.kind == Kind.GALLERY:
        own = [absolute(address) for address in picture_addresses(article.body)]
        news["image"] = list(dict.fromkeys([*news.get("image", []), *own]))
    if article.kind == Kind.LINK and article.link:
        news["isBasedOn"] = article.link
    if article.series:
        address = absolute(article.series.get_absolute_url())
        news["isPartOf"] = {"@type": "CreativeWorkSeries", "name": article.series.name, "url": address}
        if article.series_place:
            news["position"] = article.series_place
    people = [item["name"] for item in article.byline if item["role"] in {BylineRole.REPORTER, BylineRole.AUTHOR}]
    if people:
        news["author"] = [{"@type": "Person", "name": name} for name in people]
    if article.correction:
        news["correction"] = article.correction
    video = _video(page)
    crumbs = [("首页", page.chrome.home), *((item.name, absolute(item.get_absolute_url())) for item in page.trail)]
    return as_script([news, *video, _breadcrumbs(crumbs)])


def _video(page: ArticlePage) -> list[dict[str, Any]]:
    """Return VideoObject (schema.org) for a video story that has a picture and a time: search engines ask for both."""
    article = page.article
    if article.kind != Kind.VIDEO or article.cover is None or article.published_at is None:
        return []
    video: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": article.title,
        "description": article.summary or article.title,
        "thumbnailUrl": [absolute(article.cover.plain(960, "lead"))],
        "uploadDate": timezone.localtime(article.published_at).isoformat(timespec="seconds"),
        "inLanguage": "zh-CN",
    }
    if article.seconds:
        video["duration"] = iso_duration(article.seconds)
    played = played_addresses(article.body)
    if played:
        video["contentUrl"] = absolute(played[0])
    elif article.link:
        video["url"] = article.link
    return [video]


def topic_data(page: TopicPage) -> SafeString:
    """Return CollectionPage with its stories in reading order, and BreadcrumbList, for a topic."""
    topic: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": page.topic.title,
        "url": page.url,
        "inLanguage": "zh-CN",
        "publisher": {"@type": "Organization", "name": page.chrome.site.name, "url": page.chrome.home},
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": place, "url": absolute(card.page)}
                for place, card in enumerate(page.stories, start=1)
            ],
        },
    }
    if page.topic.intro:
        topic["description"] = page.topic.intro
    if page.banner:
        topic["image"] = [absolute(page.banner.src)]
    steps = [("首页", page.chrome.home), *((item.name, absolute(item.get_absolute_url)) for item in page.trail)]
    return as_script([topic, _breadcrumbs(steps)])


def _breadcrumbs(steps: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def baidu_data(page: ArticlePage) -> SafeString:
    """Return Baidu's time factor (ziyuan.baidu.com, 时间因子): times of Beijing without a zone, a block of its own."""
    article = page.article
    data: dict[str, Any] = {
        "@context": "https://ziyuan.baidu.com/contexts/cambrian.jsonld",
        "@id": page.url,
        "title": article.title,
        "images": [absolute(page.picture.src)] if page.picture else [],
        "description": article.summary or article.title,
    }
    if article.published_at:
        data["pubDate"] = f"{timezone.localtime(article.published_at):%Y-%m-%dT%H:%M:%S}"
        data["upDate"] = f"{timezone.localtime(page.changed):%Y-%m-%dT%H:%M:%S}"
    return as_script(data)
