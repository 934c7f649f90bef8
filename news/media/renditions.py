"""Smaller copies and crops of a picture in every format, made by the worker, never in a request."""

import logging
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django_tasks import task
from PIL import Image as Pillow

from news.media.crops import SHAPES, box
from news.media.encode import encode
from news.models import Ad, Image

log = logging.getLogger(__name__)


@task()
def make_renditions(image_id: int) -> None:
    """Write the copies of one picture and note what there is; done again it changes nothing.

    A focal point that moves while they are made is noticed: the crops are noted with the point they were cut around,
    and whoever moved it has asked for another turn.
    """
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        log.warning("Picture %s was deleted before its renditions were made.", image_id)
        return
    storage, at = image.file.storage, (image.focus_x, image.focus_y)
    formats = ["avif", "webp", image.extension]
    crops: dict[str, list[int]] = {"at": list(at)}
    widths: list[int] = []
    original: Pillow.Image | None = None
    for shape, (width, size, part) in wanted_copies(image):
        missing = [ending for ending in formats if not storage.exists(image.copy_name(width, ending, shape, at))]
        if missing:
            original = original or _opened(image)
            small = original.resize(size, Pillow.Resampling.LANCZOS, box=part, reducing_gap=2)
            for ending in missing:
                _store(storage, image.copy_name(width, ending, shape, at), encode(small, ending, image.aigc))
        (crops.setdefault(shape, []) if shape else widths).append(width)
    Image.objects.filter(pk=image_id).update(widths=widths, formats=formats, crops=crops)
    ads = Ad.objects.filter(image=image_id)
    if ads.exists():  # processes keep advertisements with their pictures until an Ad is written
        ads.update(image=image_id)


def delete_copies(image: Image) -> None:
    """Delete every copy of a picture, those of earlier focal points included; the file itself stays."""
    folder, _slash, stem = image.stem.rpartition("/")
    try:
        _folders, names = image.file.storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(f"{stem}-"):
            image.file.storage.delete(f"{folder}/{name}")


Part = tuple[int, int, int, int]


def wanted_copies(image: Image) -> Iterator[tuple[str, tuple[int, tuple[int, int], Part]]]:
    """Yield (shape, (width, (width, height), part of the original)) of what is smaller than the picture itself."""
    for shape, wanted in SHAPES.items():
        part = (0, 0, image.width, image.height)
        if wanted.ratio:
            part = box(image.width, image.height, wanted.ratio, (image.focus_x, image.focus_y))
        wide, high = part[2] - part[0], part[3] - part[1]
        for width in wanted.widths:
            if width < wide or (width == wide and shape):
                yield shape, (width, (width, max(1, round(high * width / wide))), part)


def _opened(image: Image) -> Pillow.Image:
    with image.file.open() as file, Pillow.open(file) as opened:
        opened.load()
        return opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")


def _store(storage: Storage, name: str, data: bytes) -> None:
    """Keep bytes under exactly this name; another worker may have been faster with the same bytes."""
    kept = storage.save(name, ContentFile(data))
    if kept != name:
        storage.delete(kept)
