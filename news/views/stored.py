"""The site with its page store around it: what a WSGI server runs."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from news.pagestore.keys import Keys
from news.pagestore.recording import depends_on
from news.pagestore.wrapper import Application, Environ, Options, PageStore, StartResponse
from news.reading.fragments import render
from news.reading.page_store import NEVER, QUIET, address_tag, clock, drop_what_others_made, follower, host_name, shelf
from news.views.hearing import Hearing


@lru_cache(maxsize=1024)
def _is_allowed(host: str) -> bool:
    """Whether the site answers under this name; another is refused by the site itself."""
    name, _port = split_domain_port(host)
    return bool(name) and validate_host(name, settings.ALLOWED_HOSTS)


def stored(site: Application) -> Application:
    """Put the store around the site, unless it is switched off, and begin to follow the log: a host on which nobody
    has read anything yet is heard of too. Pages that older code made are not served."""
    if not settings.PAGE_STORE:
        return site
    drop_what_others_made()
    made = page_store(site)
    made.follower.follow()
    return made


def by_address(site: Application) -> Application:
    """Let whatever is made depend on its address too, so that an operator can drop a single one."""

    def answer(asked: Environ, start_response: StartResponse) -> Iterable[bytes]:
        depends_on(address_tag(asked["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")))
        return site(asked, start_response)

    return answer


def page_store(site: Application) -> PageStore:
    """Put the store around the site."""
    return PageStore(
        by_address(site),
        follower(Hearing(shelf(), host_name())),
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
