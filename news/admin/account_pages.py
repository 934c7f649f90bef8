"""The pages beside an account's form: one-time link, channels, leaving, what was handed over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from news.admin.asking import asker
from news.admin.filters import in_tree_order
from news.admin.numbers import number
from news.admin.typed import reader
from news.editorial.access import SCOPED, display_name
from news.editorial.accounts import Link, make_link, reopen
from news.editorial.leaving import holdings, leave, unsaved_texts
from news.editorial.people import may_decide_about, rights_of, set_scopes, tops_of
from news.enums import ScopeAct
from news.errors import Refused
from news.forms.people import PersonField
from news.media.qr import qr_data_uri
from news.models import AuditEntry
from news.reading.chrome import absolute
from news.reading.tree import ChannelTree

KEPT_LINK = "desk_link"  # in the session from the making to the page that shows it, once
SHOWN = 50
DECIDES = "_desk_decides"
EVERYWHERE, SOME = "all", "some"


def show_link(request: HttpRequest, person: User, link: Link) -> HttpResponse:
    """Lead to the page that shows a new link, once."""
    request.session[KEPT_LINK] = [person.pk, link.uid, link.token, link.until.isoformat()]
    return HttpResponseRedirect(reverse("admin:auth_user_link", args=[person.pk]))


def decides(request: HttpRequest, person: User) -> bool:
    """True where the one who asks may touch the account; read once for a request, as Django asks many times."""
    known = getattr(request, DECIDES, None)
    if known is None:
        known = {}
        setattr(request, DECIDES, known)
    if person.pk not in known:
        known[person.pk] = may_decide_about(asker(request), person)
    return bool(known[person.pk])


class AccountPages:
    """Views of DeskUserAdmin. Each asks for its own permission; acts are POST and ask ``editorial`` again."""

    admin_site: Any
    opts: Any

    def beside(self, request: HttpRequest, person: User) -> list[tuple[str, str, bool]]:
        """Return (name, address, dangerous) of the pages that are open to the one who asks."""
        user, found = asker(request), []

        def add(page: str, name: str, dangerous: bool = False) -> None:
            found.append((name, reverse(f"admin:auth_user_{page}", args=[person.pk]), dangerous))

        touches = person.pk != user.pk and user.has_perm("auth.change_user") and decides(request, person)
        if touches:
            add("link", _("One-time link") if person.is_active else _("Open the account again"))
        if user.has_perm("news.view_channelscope"):
            add("scopes", _("Channels"))
        if not person.is_active:
            add("left", _("What was handed over"))
        elif touches:
            add("leave", _("Leaving"), True)
        return found

    def link_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a one-time link, for a closed account by opening it; show it once."""
        person = self._person(request, object_id, "auth.change_user")
        if not decides(request, person):
            raise PermissionDenied
        if request.method == "POST":
            make = make_link if person.is_active else reopen
            try:
                return show_link(request, person, make(person.pk, by=asker(request)))
            except Refused as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(request.path)
        context: dict[str, Any] = {}
        kept = request.session.get(KEPT_LINK)
        if kept and kept[0] == person.pk:
            del request.session[KEPT_LINK]
            address = absolute(reverse("admin:desk_welcome", args=kept[1:3]))
            context = {"link": address, "until": parse_datetime(kept[3]), "qr": qr_data_uri(address)}
        response = self._page(request, "link", person, _("One-time link"), **context)
        response["Cache-Control"] = "no-store"
        return response

    def scopes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose, for each act, all channels or branches of the tree."""
        person = self._person(request, object_id, "news.view_channelscope")
        user = asker(request)
        editable = user.has_perm("news.change_channelscope") and (user.is_superuser or user.pk != person.pk)
        tops = tops_of(person)
        chosen = {act: tops.get(act, set()) for act in ScopeAct}
        if request.method == "POST":
            if not user.has_perm("news.change_channelscope"):
                raise PermissionDenied
            chosen = {act: _numbers(request.POST.getlist(act)) for act in ScopeAct}
            limited = {act for act in ScopeAct if request.POST.get(f"{act}_reach") == SOME}
            try:
                scopes = {act: chosen[act] if act in limited else None for act in ScopeAct}
                set_scopes(person.pk, by=user, scopes=scopes)
                messages.success(request, _("Saved; it holds from now on."))
                return HttpResponseRedirect(request.path)
            except Refused as error:
                messages.error(request, str(error))
        else:
            limited = {act for act in ScopeAct if chosen[act]}
        tree = in_tree_order(ChannelTree.load())
        rights = rights_of(person)
        acts = [
            {
                "act": act,
                "held": bool(set(SCOPED[act]) & rights),
                "limited": act in limited,
                "channels": [(channel, depth, channel.pk in chosen[act]) for channel, depth in tree],
            }
            for act in ScopeAct
        ]
        return self._page(request, "scopes", person, _("Channels"), acts=acts, editable=editable)

    def leave_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask who takes over, show what that is, and close the account."""
        person = self._person(request, object_id, "auth.change_user")
        if not decides(request, person):
            raise PermissionDenied
        if not person.is_active:
            return HttpResponseRedirect(reverse("admin:auth_user_left", args=[person.pk]))
        if request.method == "POST":
            successor = number(request.POST.get("successor", ""))
            try:
                leave(person.pk, by=asker(request), successor_id=successor, read=reader())
                messages.success(request, _("The account is closed."))
                return HttpResponseRedirect(reverse("admin:auth_user_left", args=[person.pk]))
            except Refused as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(request.path)
        field = PersonField(required=False)
        people = [(item.pk, field.label_from_instance(item)) for item in field.colleagues() if item.pk != person.pk]
        return self._page(request, "leave", person, _("Leaving"), has=holdings(person), people=people, shown=SHOWN)

    def left_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what was handed over when the account was closed, and unsaved text that nobody took over."""
        person = self._person(request, object_id, "auth.view_user", "news.change_article")
        entry = AuditEntry.objects.filter(thing="auth.user", thing_id=str(person.pk), act="closed").first()
        lines = [(what, *sides) for what, sides in entry.changes.items()] if entry else []
        texts = []
        if request.user.has_perm("news.change_article"):
            texts = [
                (copy, *(" ".join(copy.data.get(name, [""])) for name in ("title", "body")))
                for copy in unsaved_texts(person)
            ]
        return self._page(request, "left", person, _("What was handed over"), entry=entry, lines=lines, texts=texts)

    def _person(self, request: HttpRequest, object_id: str, *permissions: str) -> User:
        """Return the account, for somebody with one of the permissions. Raises PermissionDenied, Http404."""
        if not any(request.user.has_perm(permission) for permission in permissions):
            raise PermissionDenied
        person = User.objects.filter(pk=number(object_id) or 0).first()
        if person is None:
            raise Http404(_("There is no such account."))
        return person

    def _page(self, request: HttpRequest, page: str, person: User, title: str, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": display_name(person),
            "opts": self.opts,
            "person": person,
            "person_name": display_name(person),
            **more,
        }
        return TemplateResponse(request, f"desk/account_{page}.html", context)


def _numbers(sent: list[str]) -> set[int]:
    return {found for text in sent if (found := number(text)) is not None}
