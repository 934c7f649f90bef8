"""Who asks: under ``admin_view`` it is always an account."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from news.editorial.access import Powers, powers_of

POWERS = "_desk_powers"


def powers(request: HttpRequest) -> Powers:
    """Return what the signed-in person may do, read once for a request. Asked first it saves Django's own queries."""
    found = getattr(request, POWERS, None)
    if found is None:
        found = powers_of(asker(request))
        setattr(request, POWERS, found)
    return cast(Powers, found)


def asker(request: HttpRequest) -> User:
    """Return the signed-in person."""
    return cast(User, request.user)
