"""Whose writing page was sent: a login in another window changes who is asking, not who has typed."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.numbers import number
from news.editorial.access import display_name


def writer_of(request: HttpRequest) -> int:
    """Return the account for which the page was made, as the page itself says."""
    return number(request.POST.get("_person", "")) or asker(request).pk


def strangers_page(request: HttpRequest) -> str:
    """Return why nothing of the page is saved or done, '' where its writer sends it. One query where it is refused."""
    sender = asker(request)
    if writer_of(request) == sender.pk:
        return ""
    writer = User.objects.filter(pk=writer_of(request)).first()
    return _(
        "This page belongs to %(name)s, and %(me)s is logged in now in this browser. Nothing was saved or done. "
        "Log in as %(name)s and save again; the text stays on this page and in this browser."
    ) % {"name": display_name(writer) if writer else _("Somebody else"), "me": display_name(sender)}
