"""Videos and documents: in, renamed, out again while nothing shows them."""

from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.audit import facts_of, note_added, note_changed, note_deleted
from news.editorial.uses import Use, uses_of
from news.enums import FileKind, Verb
from news.errors import BadInput
from news.media.documents import MAX_NAME, check_file
from news.models import MediaFile, WorkingCopy
from news.text.blocks import played_addresses


def add_file(file: BinaryIO, *, by: User | None, name: str) -> tuple[MediaFile, bool]:
    """Verify a video or document and keep it; return (row, whether it is new).

    The same content twice gives the one that is there, whose name is left as it is. ``by`` is None only for the
    demo. Raises BadFile, NotAllowed.
    """
    if by is not None:
        require(by, "news.add_mediafile", str(Verb.CREATE.label))
    checked = check_file(file, name, {"video": settings.VIDEO_MAX_BYTES, "file": settings.FILE_MAX_BYTES})
    known = MediaFile.objects.filter(content_hash=checked.digest).first()
    if known:
        return known, False
    if not default_storage.exists(checked.name):
        default_storage.save(checked.name, File(file))
    probe = checked.probe
    row = MediaFile(
        title=checked.title,
        kind=FileKind.VIDEO if probe else FileKind.DOCUMENT,
        ending=checked.ending,
        size=checked.size,
        content_hash=checked.digest,
        width=probe.width if probe else None,
        height=probe.height if probe else None,
        seconds=probe.seconds if probe else None,
        created_by=by,
    )
    row.file.name = checked.name
    try:
        with transaction.atomic():
            row.save()
            if by is not None:
                note_added(row, by=by)
    except IntegrityError:  # somebody brought the same bytes in this moment
        return MediaFile.objects.get(content_hash=checked.digest), False
    return row, True


def rename_file(file_id: int, title: str, *, by: User) -> MediaFile:
    """Change the name that is offered to stories; those that show it keep the name they have. Raises BadInput."""
    require(by, "news.change_mediafile", str(_("rename a file")))
    title = " ".join(title.split())
    if not title or len(title) > MAX_NAME:
        raise BadInput(_("Give the file a name of at most %(max)d characters.") % {"max": MAX_NAME}, "title")
    with transaction.atomic():
        row = _locked(file_id)
        before = facts_of(row)
        row.title = title
        row.save(update_fields=["title"])
        note_changed(row, before, by=by)
    return row


def delete_file(file_id: int, *, by: User) -> None:
    """Delete a file that no text shows, its bytes too. Raises BadInput with the story that still does, NotAllowed."""
    require(by, "news.delete_mediafile", str(_("delete a file")))
    with transaction.atomic():
        row = _locked(file_id)
        found = file_uses(row)
        if found:
            raise BadInput(
                _("“%(title)s” shows this file; take it out there first.") % {"title": found[0].title}, "used"
            )
        note_deleted(row, by=by)
        name, storage = row.stored, row.file.storage
        row.delete()
        transaction.on_commit(lambda: storage.delete(name))


def file_uses(row: MediaFile) -> list[Use]:
    """Return where a file stands, typing that nobody has saved yet included. A scan of all texts."""
    found = uses_of(row.stored)
    if not found:
        copies = WorkingCopy.objects.filter(data__icontains=row.stored).select_related("article")[:1]
        found = [Use(str(copy.article or _("a story not saved yet")), "draft", copy.article_id) for copy in copies]
    return found


def _locked(file_id: int) -> MediaFile:
    row = MediaFile.objects.select_for_update().filter(pk=file_id).first()
    if row is None:
        raise BadInput(_("There is no file %(id)s.") % {"id": file_id}, "missing")
    return row


def running_time(body: str) -> int:
    """Return the seconds of the first video of this site that a sanitised body plays, else 0. One query at most."""
    played = played_addresses(body)
    found = MediaFile.objects.at(played) if played else {}
    return next((row.seconds or 0 for address in played if (row := found.get(address))), 0)
