"""Pictures into the library."""

from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from news.editorial.access import require
from news.editorial.audit import note_added
from news.enums import Verb
from news.media.renditions import make_renditions
from news.media.verify import clean_picture
from news.models import Article, Image, Page, Revision


def add_picture(
    file: BinaryIO, size: int, *, by: User | None, alt: str = "", caption: str = "", credit: str = ""
) -> tuple[Image, bool]:
    """Verify a file and put it into the library; return (picture, whether it is new).

    The same content twice gives the picture that is there, whose words are left as they are. ``by`` is None only
    for an import. Raises BadPicture, NotAllowed.
    """
    if by is not None:
        require(by, "news.add_image", str(Verb.CREATE.label))
    clean = clean_picture(file, size, settings.PICTURE_MAX_BYTES)
    with transaction.atomic():
        known = Image.objects.filter(content_hash=clean.digest).first()
        if known:
            return known, False
        name = f"images/{clean.name}"
        if not default_storage.exists(name):
            name = default_storage.save(name, ContentFile(clean.data))
        image = Image(
            width=clean.width,
            height=clean.height,
            size=len(clean.data),
            content_hash=clean.digest,
            alt=alt[:200],
            caption=caption[:300],
            credit=credit[:60],
            created_by=by,
        )
        image.file.name = name
        image.save()
        if by is not None:
            note_added(image, by=by)
        number = image.pk
        transaction.on_commit(lambda: make_renditions.enqueue(number))
    return image, True


def used_by(image: Image) -> str:
    """Return the headline of one story or page that shows the picture or has it as its cover, '' if none does.

    Looks at live texts, every version and the fixed pages, since a page drops a picture that the library has not.
    A scan of all texts: fit for deleting a picture, not for a list.
    """
    story = Article.objects.filter(Q(cover=image) | Q(body__contains=image.name)).order_by("pk").first()
    if story is not None:
        return str(story)
    version = (
        Revision.objects.filter(Q(data__cover=image.pk) | Q(data__body__icontains=image.name))
        .select_related("article")
        .order_by("pk")
        .first()
    )
    if version is not None:
        return str(version.article)
    page = Page.objects.filter(body__contains=image.name).first()
    return page.title if page else ""
