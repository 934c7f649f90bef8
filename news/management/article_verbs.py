"""The desk's verbs for scripts: the same door as the admin, with options by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from news.editorial import publication, review
from news.editorial.access import require
from news.editorial.articles import check, create_article, ensure_revision, locked, save_locked
from news.enums import BylineRole, Level, Origin, RevisionOrigin, Verb
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, Channel
from news.rules.snapshot import Credit, Snapshot

Options = Mapping[str, Any]
TEXT_OPTIONS = ("title", "kicker", "subhead", "summary", "source", "body", "kind", "link")
NAMES = {
    "reporter": BylineRole.REPORTER,
    "correspondent": BylineRole.CORRESPONDENT,
    "photographer": BylineRole.PHOTOGRAPHER,
}


def run(verb: str, options: Options) -> dict[str, Any]:
    """Do one verb and return the article's state. Raises Refused with the reason, KeyError for an unknown verb."""
    act = VERBS[verb]
    by = _person(options.get("by"))
    article_id = act(options, by)
    return describe(article_id)


def describe(article_id: int) -> dict[str, Any]:
    """Return ``{"id","address","publication","review","revision","hash"}`` of an article."""
    article = Article.objects.select_related("channel", "working_revision").filter(pk=article_id).first()
    if article is None:
        raise BadInput(_("There is no article %(id)s.") % {"id": article_id}, "missing")
    revision = article.working_revision
    return {
        "id": article.pk,
        "address": article.address,
        "publication": article.publication().value,
        "review": article.review,
        "revision": revision.number if revision else None,
        "hash": revision.content_hash if revision else "",
    }


def _person(name: Any) -> User:
    user = User.objects.filter(username=name or "").first()
    if user is None:
        raise BadInput(_("There is no account “%(name)s”.") % {"name": name or ""}, "by")
    return user


def _number(options: Options) -> int:
    number = options.get("id")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        raise BadInput(_("“id” must be a positive whole number."), "id")
    return number


def _moment(options: Options) -> datetime | None:
    text = options.get("at")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except (ValueError, TypeError) as error:
        raise BadInput(_("“%(text)s” is not a time in ISO 8601.") % {"text": text}, "at") from error
    if moment is None:
        raise BadInput(_("“%(text)s” is not a time in ISO 8601.") % {"text": text}, "at")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def changed(base: Snapshot, options: Options) -> Snapshot:
    """Return ``base`` with the options that were given."""
    values: dict[str, Any] = {name: options[name] for name in TEXT_OPTIONS if options.get(name) is not None}
    if options.get("channel"):
        channel = Channel.objects.filter(path=str(options["channel"]).strip("/")).first()
        if channel is None:
            raise BadInput(_("There is no channel at “%(path)s”.") % {"path": options["channel"]}, "channel")
        values["channel"] = channel.pk
    if options.get("origin"):
        values["origin"] = Origin(options["origin"])
    if options.get("editor"):
        values["editors"] = tuple(_list(options["editor"]))
    if options.get("keyword"):
        values["keywords"] = tuple(_list(options["keyword"]))
    if any(options.get(name) for name in NAMES):
        values["byline"] = tuple(
            Credit(role, name) for option, role in NAMES.items() for name in _list(options.get(option) or [])
        )
    return replace(base, **values)


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _create(options: Options, by: User) -> int:
    for name in ("channel", "title"):
        if not options.get(name):
            raise BadInput(_("Missing key: %(key)s") % {"key": name}, name)
    _refuse_publish(options)
    with transaction.atomic():  # --submit refused leaves no draft behind
        article = create_article(snapshot=changed(Snapshot(), options), by=by, origin=RevisionOrigin.COMMAND)
        if options.get("submit"):
            review.submit(article.pk, by=by)
    return article.pk


def _edit(options: Options, by: User) -> int:
    number = _number(options)
    _refuse_publish(options)
    with locked(number) as article:  # read and write under one lock: nobody saves in between
        base = ensure_revision(article).snapshot
        save_locked(article, changed(base, options), by=by, origin=RevisionOrigin.COMMAND)
        if options.get("submit"):
            review.submit(number, by=by)
    return number


def _refuse_publish(options: Options) -> None:
    if options.get("publish"):
        raise NotAllowed(
            _("Whoever writes a text does not publish it: submit it, and let others pass it and sign it off."), "own"
        )


def _submit(options: Options, by: User) -> int:
    urgent = True if options.get("urgent") else None
    return review.submit(_number(options), by=by, note=_note(options), urgent=urgent, override=_override(options)).pk


def _pass(options: Options, by: User) -> int:
    number = _number(options)
    with locked(number) as article:
        if _has_text(options):  # 审改: edit and pass in one act
            base = ensure_revision(article).snapshot
            check(article, Verb.PASS, by)
            save_locked(article, changed(base, options), by=by, origin=RevisionOrigin.COMMAND)
        review.pass_on(number, by=by, note=_note(options), override=_override(options))
    return number


def _sign_off(options: Options, by: User) -> int:
    sign = review.fast_sign_off if options.get("fast") else review.sign_off
    article = sign(
        _number(options),
        by=by,
        note=_note(options),
        publish=bool(options.get("publish")),
        at=_moment(options),
        override=_override(options),
    )
    return article.pk


def _return(options: Options, by: User) -> int:
    wanted = options.get("to") or ""
    if wanted not in ("", "author", *Level.values):
        raise BadInput(_("“%(level)s” is no level: author, first or second.") % {"level": wanted}, "to")
    to = Level(wanted) if wanted in Level.values else None
    return review.send_back(_number(options), by=by, note=_note(options), to=to).pk


def _embargo(options: Options, by: User) -> int:
    return review.embargo(_number(options), by=by, until=_moment(options), note=_note(options)).pk


def _has_text(options: Options) -> bool:
    names = (*TEXT_OPTIONS, "channel", "origin", "editor", "keyword", *NAMES)
    return any(options.get(name) for name in names)


def _note(options: Options) -> str:
    return options.get("note") or ""


def _override(options: Options) -> str:
    return options.get("override") or ""


def _publish(options: Options, by: User) -> int:
    return publication.publish(_number(options), by=by, at=_moment(options), override=_override(options)).pk


def _schedule(options: Options, by: User) -> int:
    if not options.get("at"):
        raise BadInput(_("Say when: --at with a time in ISO 8601."), "at")
    return _publish(options, by)


def _correct(options: Options, by: User) -> int:
    number, note = _number(options), _note(options)
    _refuse_publish(options)
    with locked(number) as article:
        check(article, Verb.CORRECT, by, note)
        base = ensure_revision(article)
        if article.live_revision_id != base.pk:
            raise WrongState(
                _("Somebody is working on a new text of this story; publish it, or correct it at the desk."), "draft"
            )
        publication.correct(
            number, by=by, note=note, snapshot=changed(base.snapshot, options), origin=RevisionOrigin.COMMAND
        )
        if options.get("submit"):
            review.submit(number, by=by)
    return number


def _restore(options: Options, by: User) -> int:
    number = _number(options)
    if options.get("revision") is not None:
        publication.restore_revision(number, int(options["revision"]), by=by)
    elif options.get("deleted"):
        publication.undelete(number, by=by, note=options.get("note") or "")
    else:
        publication.restore(number, by=by, note=options.get("note") or "")
    return number


def _show(options: Options, by: User) -> int:
    require(by, "news.view_article", "show")
    return _number(options)


def _with_note(act: Callable[..., Article]) -> Callable[[Options, User], int]:
    def do(options: Options, by: User) -> int:
        return act(_number(options), by=by, note=options.get("note") or "").pk

    return do


VERBS: dict[str, Callable[[Options, User], int]] = {
    "create": _create,
    "show": _show,
    "edit": _edit,
    "submit": _submit,
    "pass": _pass,
    "sign_off": _sign_off,
    "return": _return,
    "reject": _with_note(review.reject),
    "withdraw": _with_note(review.withdraw),
    "withhold": _with_note(review.withhold),
    "release": _with_note(review.release),
    "embargo": _embargo,
    "publish": _publish,
    "schedule": _schedule,
    "correct": _correct,
    "unpublish": _with_note(publication.unpublish),
    "retract": _with_note(publication.retract),
    "restore": _restore,
    "delete": _with_note(publication.delete),
}
