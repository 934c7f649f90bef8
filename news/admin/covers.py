"""The cover on the writing page: what is chosen, and what each place on the site will show of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from news.admin.numbers import number
from news.forms.article import ArticleForm
from news.media.crops import SHAPES, box
from news.models import Image

PLACES = {
    "lead": gettext_lazy("Lead story"),
    "card": gettext_lazy("In lists"),
    "square": gettext_lazy("Small and shared"),
}


@dataclass(frozen=True)
class Crop:
    """What one place shows: ``view`` is the part of the picture, as an SVG's viewBox in the picture's pixels."""

    shape: str
    name: str
    ratio: str
    view: str


def cover_context(form: ArticleForm, known: list[Image]) -> dict[str, Any]:
    """Return ``cover`` (None for none) and ``crops``. A query where the cover is not among the ``known``."""
    image = _cover(form, known)
    if image is not None:
        image.thumb = image.nearest(960)  # type: ignore[attr-defined]
    return {"cover": image, "crops": crops_of(image)}


def crops_of(image: Image | None) -> list[Crop]:
    """Return what each place shows of a picture; without one the places alone."""
    found = []
    for shape, name in PLACES.items():
        ratio = SHAPES[shape].ratio or (1, 1)
        view = f"0 0 {ratio[0]} {ratio[1]}"
        if image is not None:
            left, top, right, bottom = box(image.width, image.height, ratio, (image.focus_x, image.focus_y))
            view = f"{left} {top} {right - left} {bottom - top}"
        found.append(Crop(shape, str(name), f"{ratio[0]}:{ratio[1]}", view))
    return found


def _cover(form: ArticleForm, known: list[Image]) -> Image | None:
    value = number(form["cover"].value())
    if value is None:
        return None
    return next((image for image in known if image.pk == value), None) or Image.objects.filter(pk=value).first()
