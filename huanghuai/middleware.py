"""What is different under /admin/: the language may be chosen, and the content policy carries a nonce."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from news.views.health import healthz

DESK_PREFIX = "/admin/"


class Health:
    """Answer /healthz before anything looks at the Host header: a load balancer probes by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == "/healthz" else self.get_response(request)


class RefuseNul:
    """Answer 400 to a NUL in path, query or cookies: none is honest, and PostgreSQL refuses it in every comparison."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookies = "".join(request.COOKIES.values())
        if "\x00" in request.path_info + cookies or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address or a cookie")
        return self.get_response(request)


class DeskMiddleware:
    """Give the desk its language and policy; leave the reader's pages alone.

    Reader pages are one language for everybody, whatever Accept-Language says, so that one stored page serves all.
    The desk follows the language cookie only (Chinese without one): a borrowed browser must not turn it English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DESK_PREFIX):
            return self.get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if not hasattr(response, "_csp_config"):
            response._csp_config = settings.DESK_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
