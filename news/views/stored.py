"""The site with its page store around it: what a WSGI server runs."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from news.pagestore.keys import Keys
from news.pagestore.wrapper import Application, Options, PageStore
from news.reading.fragments import render
from news.reading.page_store import NEVER, QUIET, clock, follower


@lru_cache(maxsize=1024)
def _is_allowed(host: str) -> bool:
    """Whether the site answers under this name; another is refused by the site itself."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def stored(site: Application) -> Application:
    """Put the store around the site, unless it is switched off."""
    return page_store(site) if settings.PAGE_STORE else site


def page_store(site: Application) -> PageStore:
    """Put the store around the site."""
    return PageStore(
        site,
        follower(),
        Keys(_is_allowed, settings.PAGES_IGNORED, NEVER, QUIET),
        render,
        Options(
            session_cookie=settings.SESSION_COOKIE_NAME,
            trust_proxy=bool(settings.PROXY_COUNT),
            stale_max=settings.STALE_MAX,
            memory_bytes=settings.PAGES_MEMORY,
            surrogate_keys=settings.SURROGATE_KEYS,
        ),
        clock,
    )
