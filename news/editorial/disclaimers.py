"""Texts of disclaimers, each change a version."""

from django.contrib.auth.models import User
from django.db import transaction

from news.models import Disclaimer, DisclaimerVersion


def save_disclaimer(disclaimer: Disclaimer, *, by: User | None) -> Disclaimer:
    """Write the row and, where the text is new, a version of it. A new default takes the place of the old one."""
    with transaction.atomic():
        if disclaimer.is_default:
            Disclaimer.objects.filter(use=disclaimer.use, is_default=True).exclude(pk=disclaimer.pk).update(
                is_default=False
            )
        disclaimer.save()
        newest = disclaimer.versions.first()
        if newest is None or newest.text != disclaimer.text:
            DisclaimerVersion.objects.create(
                disclaimer=disclaimer,
                number=newest.number + 1 if newest else 1,
                text=disclaimer.text,
                created_by=by,
            )
    return disclaimer
