"""读者来信: one list of everything that readers send, and one page on which a letter is dealt with."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from news.admin.asking import asker
from news.admin.audit import csv_answer
from news.admin.paging import DeskModelAdmin
from news.editorial.access import display_name
from news.editorial.audit import note
from news.editorial.letters import deal, make_draft, take
from news.enums import AuditArea, LetterKind, LetterState
from news.errors import Refused
from news.forms.letter_desk import LetterDeskForm
from news.models import Letter, LetterPicture
from news.rules.letters import CLOSED, FACTS, SUSPICIONS

CHUNK = 500
MOST_EXPORTED = 50_000
MOST_PEOPLE = 300
SHAPES = {
    LetterState.SUSPECT: "off",
    LetterState.NEW: "returned",
    LetterState.WORKING: "draft",
    LetterState.ANSWERED: "live",
    LetterState.REFUSED: "retracted",
}


class WhoFilter(admin.SimpleListFilter):
    """Whose letters."""

    title = gettext_lazy("who deals with it")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer mine and nobody's."""
        return [("me", _("I do")), ("nobody", _("nobody yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """Keep those of the chosen one."""
        if self.value() == "me":
            return queryset.filter(assigned_to=asker(request))
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


class PersonField(ModelChoiceField):
    """A select of colleagues by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name that colleagues know."""
        return display_name(obj)


@admin.register(Letter)
class LetterAdmin(DeskModelAdmin):
    """What the reader wrote stays as it is; the desk says how far it is, and what the reader is told."""

    form = LetterDeskForm
    list_display = ["number", "kind", "what", "standing", "due", "who", "created_at"]
    list_filter = ["kind", "state", WhoFilter]
    search_fields = ["number", "subject", "name"]
    sortable_by = ()
    change_list_template = "admin/news/letter/change_list.html"
    change_form_template = "admin/news/letter/change_form.html"
    readonly_fields = [
        "number", "kind", "created_at", "due", "held_for", "subject", "body", "url", "article_link", "more",
        "pictures", "name", "contact", "draft_link", "answered_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Load what a row shows. One that is being saved is locked, so that nobody's answer is written over."""
        rows = super().get_queryset(request).select_related("assigned_to", "article__channel", "draft")
        saving = request.method == "POST" and getattr(request.resolver_match, "url_name", "") == "news_letter_change"
        return rows.select_for_update(of=("self",)) if saving else rows

    def get_ordering(self, request: HttpRequest) -> Any:
        """Put what is due first, then what is due no more, newest first."""
        return [F("due_at").asc(nulls_last=True), "-pk"]

    def get_fieldsets(self, request: HttpRequest, obj: Letter | None = None) -> Any:
        """Show only what this letter has; the held ones say why."""
        if obj is None:
            return []
        wrote = ["subject", "body", "url", "article_link", "more", "pictures"]
        has = {
            "subject": obj.subject,
            "body": True,
            "url": obj.url,
            "article_link": obj.article_id,
            "more": obj.facts,
            "pictures": obj.kind == LetterKind.STORY and obj.pictures.exists(),
            "held_for": obj.suspicions,
            "due": obj.due_at,
            "draft_link": obj.draft_id,
            "answered_at": obj.answered_at,
        }
        head = [name for name in ("kind", "created_at", "due", "held_for", "answered_at") if has.get(name, True)]
        from_whom = {"fields": ["name", "contact"]}
        if obj.contact_removed_at:
            from_whom["description"] = _("Name and contact were removed when their time was over.")
        dealing = ["state", "assigned_to", "answer", "note", *(["draft_link"] if obj.draft_id else [])]
        if self.has_change_permission(request, obj):
            dealing.append("seen")
        return [
            (None, {"fields": head}),
            (_("What the reader writes"), {"fields": [name for name in wrote if has[name]]}),
            (_("From whom"), from_whom),
            (_("What we do"), {"fields": dealing}),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Letters come from readers."""
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer colleagues by name."""
        if db_field.name == "assigned_to":
            people = User.objects.filter(is_active=True, is_staff=True).order_by("last_name", "pk")
            return PersonField(people, required=False, label=_("who deals with it"), empty_label=_("nobody yet"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Letter, form: Any, change: bool) -> None:
        """Deal with it through the one verb for it."""
        deal(
            obj, by=asker(request), state=obj.state, answer=obj.answer, note=obj.note, assigned_to=obj.assigned_to
        )  # fmt: skip

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Say nothing: the verb has told the audit."""

    def get_urls(self) -> list[Any]:
        """Add the acts, the pictures and the export."""
        wrap = self.admin_site.admin_view
        own: list[URLPattern] = [
            path("export/", wrap(self.export_view), name="news_letter_export"),
            path("<int:letter_id>/do/<str:act>/", wrap(self.do_view), name="news_letter_do"),
            path("<int:letter_id>/picture/<int:picture_id>/", wrap(self.picture_view), name="news_letter_picture"),
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell the template which acts are open to this person."""
        letter = context.get("original")
        if letter is not None and self.has_change_permission(request, letter):
            context["acts"] = list(self._acts(request, letter))
        return super().render_change_form(request, context, *args, **kwargs)

    def _acts(self, request: HttpRequest, letter: Letter) -> Iterator[tuple[str, str]]:
        if letter.state == LetterState.SUSPECT:
            yield "take", _("It is no spam: take it")
        elif letter.state not in CLOSED and letter.assigned_to_id is None:
            yield "take", _("I take it")
        writes = request.user.has_perms(["news.add_article", "news.add_image"])
        if letter.kind == LetterKind.STORY and writes and not letter.draft_id:
            yield "draft", _("Make a draft of it")
        if letter.kind == LetterKind.CORRECTION and letter.article_id and request.user.has_perm("news.change_article"):
            yield "correct", _("Correct the article")

    @method_decorator(require_POST)
    def do_view(self, request: HttpRequest, letter_id: int, act: str) -> HttpResponse:
        """Do one of the acts and go where it leads."""
        letter = Letter.objects.filter(pk=letter_id).select_related("article").first()
        if not self.has_change_permission(request, letter):
            raise PermissionDenied
        if letter is None or act not in {"take", "draft", "correct"}:
            raise Http404
        try:
            if act == "draft":
                draft = make_draft(letter.pk, by=asker(request))
                messages.success(request, _("The letter is a draft now. Look through it before you go on."))
                return HttpResponseRedirect(reverse("admin:news_article_change", args=[draft.pk]))
            take(letter.pk, by=asker(request))
            if act == "correct" and letter.article is not None:
                return HttpResponseRedirect(reverse("admin:news_article_act", args=[letter.article.pk, "correct"]))
            messages.success(request, _("You deal with this letter now."))
        except Refused as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:news_letter_change", args=[letter.pk]))

    def picture_view(self, request: HttpRequest, letter_id: int, picture_id: int) -> HttpResponse:
        """Show a picture that came with a letter, to whoever may read letters."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = LetterPicture.objects.filter(pk=picture_id, letter=letter_id).first()
        if picture is None:
            raise Http404
        data = bytes(picture.data)
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        return HttpResponse(data, content_type=kind, headers={"Cache-Control": "private, no-store"})

    @method_decorator(require_POST)
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Send the letters as a table, newest first; it holds contacts, so it is for those who deal with letters."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        note(AuditArea.SETTING, "exported", by=asker(request), thing_name=_("Letters from readers"))
        return csv_answer(f"letters-{timezone.localtime():%Y%m%d-%H%M%S}.csv", _exported())

    @admin.display(description=gettext_lazy("what it is about"))
    def what(self, letter: Letter) -> str:
        """Show the subject, else how the text begins."""
        said = letter.subject or (letter.article.title if letter.article else "") or " ".join(letter.body.split())
        return said if len(said) <= 40 else f"{said[:39]}…"

    @admin.display(description=gettext_lazy("state"))
    def standing(self, letter: Letter) -> SafeString:
        """Show the state as the desk shows states."""
        shape = SHAPES[LetterState(letter.state)]
        return format_html('<span class="d-st d-st-{}">{}</span>', shape, letter.get_state_display())

    @admin.display(description=gettext_lazy("to be answered by"))
    def due(self, letter: Letter) -> SafeString | str:
        """Show until when, and that it is over."""
        if letter.due_at is None:
            return "—"
        when = f"{timezone.localtime(letter.due_at):%m-%d %H:%M}"
        if letter.due_at >= timezone.now():
            return when
        return format_html('<span class="d-st d-st-returned">{}</span> {}', _("overdue"), when)

    @admin.display(description=gettext_lazy("who deals with it"))
    def who(self, letter: Letter) -> str:
        """Show the colleague's name."""
        return display_name(letter.assigned_to) if letter.assigned_to else "—"

    @admin.display(description=gettext_lazy("held because"))
    def held_for(self, letter: Letter) -> str:
        """Show what looked like spam."""
        return "、".join(str(SUSPICIONS.get(reason, reason)) for reason in letter.suspicions)

    @admin.display(description=gettext_lazy("article"))
    def article_link(self, letter: Letter) -> SafeString | str:
        """Link the article that it is about."""
        article = letter.article
        if article is None:
            return "—"
        url = reverse("admin:news_article_change", args=[article.pk])
        return format_html('<a href="{}">{}</a>', url, article)

    @admin.display(description=gettext_lazy("story made from it"))
    def draft_link(self, letter: Letter) -> SafeString | str:
        """Link the draft."""
        if letter.draft is None:
            return "—"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:news_article_change", args=[letter.draft.pk]), letter.draft
        )

    @admin.display(description=gettext_lazy("further answers"))
    def more(self, letter: Letter) -> SafeString | str:
        """Show what only this kind of form asks for."""
        rows = ((FACTS.get(key, key), value) for key, value in letter.facts.items())
        return format_html_join("", "<p><b>{}</b> {}</p>", rows)

    @admin.display(description=gettext_lazy("pictures"))
    def pictures(self, letter: Letter) -> SafeString | str:
        """Show the pictures small, each a link to itself."""
        rows = letter.pictures.defer("data")
        return format_html_join(
            " ",
            '<a href="{0}"><img class="d-letter-pic" src="{0}" alt="{1}" width="160" loading="lazy"></a>',
            ((reverse("admin:news_letter_picture", args=[letter.pk, item.pk]), item.name or "—") for item in rows),
        )


def _exported() -> Iterator[list[list[object]]]:
    """Yield the head, then the letters in pieces; words in the installation's language."""
    with translation.override(settings.LANGUAGE_CODE):
        heads = (
            _("number"), _("kind"), _("received"), _("state"), _("to be answered by"), _("subject"),
            _("what the reader writes"),
            _("address"), _("the reader’s name"), _("how to reach the reader"), _("further answers"),
            _("public answer"), _("internal note"),
        )  # fmt: skip
        yield [[str(head) for head in heads]]
    before, rows = None, 0
    while rows < MOST_EXPORTED:
        found = Letter.objects.order_by("-pk")
        letters = list((found.filter(pk__lt=before) if before else found)[:CHUNK])
        if not letters:
            return
        before, rows = letters[-1].pk, rows + len(letters)
        with translation.override(settings.LANGUAGE_CODE):
            yield [_cells(letter) for letter in letters]


def _cells(letter: Letter) -> list[object]:
    more = "；".join(f"{FACTS.get(key, key)} {value}" for key, value in letter.facts.items())
    return [
        letter.number, letter.get_kind_display(), _stamp(letter.created_at), letter.get_state_display(),
        _stamp(letter.due_at), letter.subject, letter.body, letter.url, letter.name, letter.contact, more,
        letter.answer, letter.note,
    ]  # fmt: skip


def _stamp(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
