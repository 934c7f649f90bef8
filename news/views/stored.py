"""The site with its page store around it: what a WSGI server runs."""

import logging
import sqlite3
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from news.pagestore.keys import Keys
from news.pagestore.wrapper import Application, Options, PageStore
from news.reading import page_store as here
from news.reading.fragments import render

log = logging.getLogger(__name__)


@lru_cache(maxsize=1024)
def _is_allowed(host: str) -> bool:
    """Whether the site answers under this name; another is refused by the site itself."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def stored(site: Application) -> Application:
    """Put the store around the site, unless it is switched off or there is no place for it."""
    if not settings.PAGE_STORE:
        return site
    try:
        return page_store(site)
    except (OSError, sqlite3.Error):
        log.exception("PAGES_DIR=%s cannot be used; every page is rendered anew.", settings.PAGES_DIR)
        return site


def page_store(site: Application) -> PageStore:
    """Put the store around the site."""
    return PageStore(
        site,
        here.follower(),
        Keys(_is_allowed, settings.PAGES_IGNORED, here.NEVER, here.QUIET),
        render,
        Options(
            session_cookie=settings.SESSION_COOKIE_NAME,
            trust_proxy=bool(settings.PROXY_COUNT),
            stale_max=settings.STALE_MAX,
            memory_bytes=settings.PAGES_MEMORY,
            surrogate_keys=settings.SURROGATE_KEYS,
        ),
        here.clock,
    )
