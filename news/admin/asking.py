"""Who asks: under ``admin_view`` it is always an account."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def asker(request: HttpRequest) -> User:
    """Return the signed-in person."""
    return cast(User, request.user)
