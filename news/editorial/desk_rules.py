"""The newsroom's own rules: how long a story may wait at each level, how much each check weighs."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from news.editorial.access import require
from news.editorial.audit import note
from news.enums import AuditArea, CheckLevel
from news.errors import BadInput
from news.models import CheckRule, DeskRules
from news.rules.findings import ADJUSTABLE

MOST_MINUTES = 60 * 24 * 14
TIMES = ("due_first", "due_second", "due_final", "due_urgent")


def desk_rules() -> DeskRules:
    """Return the review times in force. One query."""
    return DeskRules.objects.filter(pk=1).first() or DeskRules(pk=1)


def label_of(name: str) -> str:
    """Return what the desk calls one of the times."""
    return str(DeskRules._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def set_times(*, by: User, minutes: Mapping[str, int]) -> None:
    """Set how long a story may wait, in minutes; names are those of ``DeskRules``. What waits already keeps its time.

    Raises NotAllowed, BadInput.
    """
    require(by, "news.change_deskrules", _("change the review times"))
    with transaction.atomic():
        rules = DeskRules.objects.select_for_update().filter(pk=1).first() or DeskRules(pk=1)
        changes = {}
        for name in TIMES:
            value = minutes.get(name, getattr(rules, name))
            if not 1 <= value <= MOST_MINUTES:
                raise BadInput(_("Give 1 to %(n)d minutes.") % {"n": MOST_MINUTES}, name)
            if value != getattr(rules, name):
                changes[label_of(name)] = [str(getattr(rules, name)), str(value)]
                setattr(rules, name, value)
        rules.save()
        if changes:
            note(AuditArea.SETTING, "changed", by=by, thing=rules, changes=changes)


def weights() -> dict[str, CheckLevel | None]:
    """Return the newsroom's own weight of every adjustable check, None where it is the check's own. One query."""
    own = {check: CheckLevel(level) for check, level in CheckRule.objects.values_list("check_id", "level")}
    return {check: own.get(check) for check in ADJUSTABLE}


def set_weights(*, by: User, chosen: Mapping[str, CheckLevel | None], names: Mapping[str, str]) -> None:
    """Set the weights of checks, None for the check's own; those not named stay. They hold from the next act on.

    ``names`` is what the audit calls the checks.

    Raises NotAllowed, BadInput for a check that has no weight to choose.
    """
    require(by, "news.change_checkrule", _("change the weights of checks"))
    unknown = sorted(set(chosen) - set(ADJUSTABLE))
    if unknown:
        raise BadInput(_("The weight of this check is fixed: %(check)s.") % {"check": unknown[0]}, "check")
    with transaction.atomic():
        before = weights()
        changes = {}
        for check, level in chosen.items():
            if level == before[check]:
                continue
            changes[names.get(check, check)] = [_word(before[check], check), _word(level, check)]
            if level is None:
                CheckRule.objects.filter(check_id=check).delete()
            else:
                CheckRule.objects.update_or_create(check_id=check, defaults={"level": level})
        if changes:
            name = str(CheckRule._meta.verbose_name_plural)
            note(AuditArea.SETTING, "changed", by=by, thing_name=name, changes=changes)


def _word(level: CheckLevel | None, check: str) -> str:
    return str(level.label if level else _("as it comes: %(level)s") % {"level": ADJUSTABLE[check].label})
