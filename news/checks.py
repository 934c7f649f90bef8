"""System checks: mistakes in code or deployment that a start should show."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from news.enums import Publication, Review, Verb
from news.rules.transitions import BESIDE, TRANSITIONS


@register()
def transition_table_is_complete(**_kwargs: Any) -> list[CheckMessage]:
    """Every verb that moves a story has a row, and every state of either axis has a way out."""
    errors: list[CheckMessage] = []
    for verb in Verb:
        if verb not in BESIDE and not any(row.verb == verb for row in TRANSITIONS):
            errors.append(Error(f"Verb {verb.value} is in no transition.", id="news.E001"))
    for state in Publication:
        if not any(state in row.publication for row in TRANSITIONS):
            errors.append(Error(f"Publication state {state.value} has no way out.", id="news.E002"))
    for review in Review:
        if not any(review in row.review and row.to not in {None, review} for row in TRANSITIONS):
            errors.append(Error(f"Review state {review.value} has no way out.", id="news.E003"))
    return errors


@register(deploy=True)
def site_url_is_https(**_kwargs: Any) -> list[CheckMessage]:
    """Production without HTTPS sends passwords in clear text."""
    if settings.PRODUCTION and not settings.SITE_URL.startswith("https://"):
        return [Warning("SITE_URL does not begin with https://.", id="news.W001")]
    return []
