"""Who signed in, out, or tried to: receivers of Django's and axes' signals that only write it down."""

from typing import Any

from axes.helpers import get_client_ip_address
from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from news.editorial.audit import note
from news.editorial.rates import may_ask
from news.enums import AuditArea

# Somebody who tries passwords by the thousand is told of, but does not fill the disk.
FAILURES_PER_MINUTE = 20


def connect() -> None:
    """Have the signals answered; done again it changes nothing."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    user_locked_out.connect(_locked_out, dispatch_uid="audit")


def _address(request: HttpRequest | None) -> str:
    return (get_client_ip_address(request) or "") if request is not None else ""


def _signed_in(request: HttpRequest | None = None, user: User | None = None, **_signal: Any) -> None:
    note(AuditArea.LOGIN, "signed_in", by=user, thing=user, address=_address(request))


def _signed_out(request: HttpRequest | None = None, user: User | None = None, **_signal: Any) -> None:
    if user is not None:
        note(AuditArea.LOGIN, "signed_out", by=user, thing=user, address=_address(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_signal: Any) -> None:
    address = _address(request)
    if may_ask("failed sign-in", address, FAILURES_PER_MINUTE):
        note(
            AuditArea.LOGIN,
            "sign_in_failed",
            by=None,
            thing_name=str(credentials.get("username", "")),
            address=address,
        )


def _locked_out(request: HttpRequest | None = None, username: str | None = None, **_signal: Any) -> None:
    address = _address(request)
    if may_ask("locked out", f"{address} {username}", 1):
        note(AuditArea.LOGIN, "locked_out", by=None, thing_name=username or "", address=address)
