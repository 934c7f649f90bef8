"""A picture that was replaced leaves its address once nobody is shown it; the address then leads to the newer one.

Until then the old file stays where it is: a page that was signed off with it keeps it, byte for byte. Afterwards it
is kept below ``replaced/`` (what was public can be looked up), its copies go, and a ``Redirect`` row remembers the
address even if the old picture is deleted. Only the worker does this: it reads every text for the picture's name.
"""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django_tasks import task

from news.editorial.placements import shown_with
from news.media.renditions import delete_copies
from news.models import Article, Image, Page, Redirect, RemotePicture
from news.models.image import ImageQuerySet

PLACE, KEPT = "images/", "replaced/"
IMAGES = f"{settings.MEDIA_URL}{PLACE}"
A_TURN = 50  # pictures looked for at once; each reads all texts
log = logging.getLogger(__name__)


@task()
def retire_pictures(files: list[str], numbers: list[int]) -> None:
    """Retire those of some pictures that were replaced and are shown nowhere; ``files`` lie below the media folder."""
    some = _waiting().filter(Q(file__in=files) | Q(pk__in=numbers))
    for number in some.values_list("pk", flat=True)[:A_TURN]:
        retire(number)


def retire_after(addresses: Iterable[str], covers: Iterable[int] = ()) -> None:
    """Have the worker look, after the commit, at pictures that a text has just stopped showing. No query for none."""
    files = [address.removeprefix(settings.MEDIA_URL) for address in addresses if address.startswith(IMAGES)]
    numbers = list(covers)
    if files or numbers:
        transaction.on_commit(lambda: retire_pictures.enqueue(files, numbers))


def retire_all() -> int:
    """Look for replaced pictures that are shown nowhere by now; return how many left their address."""
    return sum(retire(number) for number in _waiting().order_by("pk").values_list("pk", flat=True)[:A_TURN])


def retire(image_id: int) -> bool:
    """Move a replaced picture off its address if no text shows it; return whether it was."""
    with transaction.atomic():
        image = _waiting().select_for_update().filter(pk=image_id).first()
        if image is None or image.replaced_by_id is None or still_shown(image):
            return False
        newer, old = Image.objects.get(pk=image.replaced_by_id), image.name
        copies = Image(file=old)
        name = KEPT + old.removeprefix(PLACE)
        if default_storage.exists(old) and not default_storage.exists(name):
            with default_storage.open(old) as file:
                name = default_storage.save(name, ContentFile(file.read()))
        Image.objects.filter(pk=image_id).update(file=name, widths=[], formats=[], crops={})
        address = f"{settings.MEDIA_URL}{old}"
        Redirect.objects.filter(new_path=address).update(new_path=newer.file.url)  # still one hop
        Redirect.objects.update_or_create(old_path=address, defaults={"new_path": newer.file.url})
        transaction.on_commit(lambda: _delete(copies))
    log.info("Picture %s left its address for picture %s.", image_id, newer.pk)
    return True


def still_shown(image: Image) -> bool:
    """Say whether a page, a text on its way there or a draft has the picture. Earlier versions of texts do not count.

    Texts that are withdrawn count, since they can come back. Several scans, so never for a request.
    """
    for relation in Image._meta.related_objects:
        if relation.related_model not in (Image, RemotePicture) and (
            relation.related_model._base_manager.filter(**{relation.field.name: image}).exists()
        ):
            return True
    working = Article.objects.annotate(words=Cast("working_revision__data", TextField()))
    return (
        Article.objects.filter(body__contains=image.name).exists()
        or working.filter(Q(working_revision__data__cover=image.pk) | Q(words__contains=image.name)).exists()
        or Page.objects.filter(body__contains=image.name).exists()
        or bool(shown_with(image.pk))
    )


def newest_addresses(addresses: Iterable[str]) -> dict[str, str]:
    """Return the present address of each picture that left its own. One query, none for no address."""
    olds = [address for address in addresses if address.startswith(IMAGES)]
    return dict(Redirect.objects.filter(old_path__in=olds).values_list("old_path", "new_path")) if olds else {}


def _waiting() -> ImageQuerySet:
    return Image.objects.filter(replaced_by__isnull=False, file__startswith=PLACE)


def _delete(old: Image) -> None:
    delete_copies(old)
    default_storage.delete(old.name)
