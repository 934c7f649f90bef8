"""Who is asking, behind however many proxies the installation trusts."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the reader's address: the last X-Forwarded-For entry not added by a trusted proxy, else the peer's.

    With PROXY_COUNT=0 the header is ignored, so that nobody can give themselves another address.
    """
    count = settings.PROXY_COUNT
    if count:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= count:
            return hops[-count]
    return request.META.get("REMOTE_ADDR", "")
