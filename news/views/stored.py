"""The site with its page store around it: what a WSGI server runs."""

import logging
import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from news.pagestore.keys import Keys
from news.pagestore.recording import depends_on
from news.pagestore.wrapper import Application, Environ, Options, PageStore, StartResponse
from news.reading import page_store as here
from news.reading.fragments import render
from news.views.hearing import Hearing

log = logging.getLogger(__name__)


@lru_cache(maxsize=1024)
def _is_allowed(host: str) -> bool:
    """Whether the site answers under this name; another is refused by the site itself."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def stored(site: Application) -> Application:
    """Put the store around the site, unless it is switched off or there is no place for it. Pages that older code made
    are dropped. The log is followed from now on: a host on which nobody has read anything yet is heard of too."""
    if not settings.PAGE_STORE:
        return site
    try:
        here.drop_what_others_made()
        made = page_store(site)
    except (OSError, sqlite3.Error):
        log.exception("PAGES_DIR=%s cannot be used; every page is rendered anew.", settings.PAGES_DIR)
        return site
    made.follower.follow()
    return made


def by_address(site: Application) -> Application:
    """Let whatever is made depend on its address too, so that an operator can drop a single one."""

    def answer(asked: Environ, start_response: StartResponse) -> Iterable[bytes]:
        depends_on(here.address_tag(asked["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")))
        return site(asked, start_response)

    return answer


def page_store(site: Application) -> PageStore:
    """Put the store around the site."""
    return PageStore(
        by_address(site),
        here.follower(Hearing(here.shelf(), here.host_name())),
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
