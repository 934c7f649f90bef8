"""Filters of the reader's templates. None of them makes a query."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from news.pagestore.fragments import hole
from news.pagestore.recording import good_until, with_holes
from news.reading import chrome, structured
from news.reading.article import ArticlePage
from news.reading.cards import Card
from news.reading.fragments import HOT, rank
from news.reading.topics import TopicPage
from news.text.segment import phrases
from news.text.typography import telephone_uri

register = template.Library()
WEEKDAYS = "一二三四五六日"


@register.filter
def phrased(text: str) -> SafeString:
    """Return a headline with <wbr> between its words; goes with class ``phrase``."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in phrases(text)))


@register.filter
def local(moment: datetime) -> datetime:
    """Return a moment in the site's time zone."""
    return timezone.localtime(moment)


@register.filter
def when(moment: datetime) -> str:
    """Return today's time as 14:32, this year's day as 11-21, an older one as 2025-11-21."""
    here, today = timezone.localtime(moment), timezone.localdate()
    if here.date() == today:
        good_until(chrome.midnight_after(timezone.now()))
        return f"{here:%H:%M}"
    if here.year == today.year:
        good_until(timezone.make_aware(datetime(today.year + 1, 1, 1)))
        return f"{here:%m-%d}"
    return f"{here:%Y-%m-%d}"


@register.filter
def clock(moment: datetime) -> str:
    """Return 14:32."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.filter
def stamp(moment: datetime) -> str:
    """Return 2026-11-21 16:40."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@register.filter
def iso(moment: datetime | date) -> str:
    """Return the value of <time datetime>: with zone for a moment."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).isoformat(timespec="seconds")
    return moment.isoformat()


@register.filter
def chinese_date(day: date | datetime) -> str:
    """Return 2026年11月22日."""
    day = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def weekday(day: date) -> str:
    """Return 星期日."""
    return f"星期{WEEKDAYS[day.weekday()]}"


@register.filter
def tel(number: str) -> str:
    """Return the tel: address of a number."""
    return telephone_uri(number)


@register.filter
def absolute(address: str) -> str:
    """Return an address of this site with scheme and host."""
    return chrome.absolute(address)


@register.filter
def article_data(page: ArticlePage) -> SafeString:
    """Return the page's JSON-LD."""
    return structured.article_data(page)


@register.filter
def topic_data(page: TopicPage) -> SafeString:
    """Return a topic's JSON-LD."""
    return structured.topic_data(page)


@register.filter
def baidu_data(page: ArticlePage) -> SafeString:
    """Return the page's times for Baidu."""
    return structured.baidu_data(page)


@register.simple_tag
def hot_list(cards: tuple[Card, ...]) -> SafeString:
    """Return the list of the most read beside a page; all pages share it in the store, where ``cards`` is empty."""
    return SafeString(hole(HOT)) if with_holes() else rank(cards)


@register.simple_tag
def fragment(around: chrome.Chrome, name: str) -> SafeString:
    """Return what many pages share: masthead, footer, breaking news, advertisements, the most read."""
    return around.fragment(name)
