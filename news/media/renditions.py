"""Smaller copies of a picture, made by the worker, never in a request."""

import io
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks import task
from PIL import Image as Pillow

from news.models import Image

WIDTHS = (480, 960, 1440)
log = logging.getLogger(__name__)


@task()
def make_renditions(image_id: int) -> None:
    """Write the WebP renditions of one picture and note their widths; done again it changes nothing."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        log.warning("Picture %s was deleted before its renditions were made.", image_id)
        return
    with image.file.open() as file, Pillow.open(file) as opened:
        opened.load()
        original = opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")
    stem = image.stem
    made = []
    for width in WIDTHS:
        if width >= image.width:
            break
        name = f"{stem}-{width}.webp"
        if not default_storage.exists(name):
            height = round(image.height * width / image.width)
            small = original.resize((width, max(1, height)), Pillow.Resampling.LANCZOS, reducing_gap=2)
            out = io.BytesIO()
            small.save(out, "WEBP", quality=80, method=4)
            default_storage.save(name, ContentFile(out.getvalue()))
        made.append(width)
    Image.objects.filter(pk=image_id).update(widths=made)
