"""Who may act where and when, beyond roles: channel scopes, deputies (代班), the duty roster, a person's wishes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from news.enums import Level, ScopeAct


class ChannelScope(models.Model):
    """Narrows an act to a channel's branch. A person without a row for an act may do it everywhere."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_scopes", verbose_name=_("person")
    )
    act = models.CharField(_("act"), max_length=8, choices=ScopeAct)
    channel = models.ForeignKey("news.Channel", models.CASCADE, related_name="+", verbose_name=_("channel"))

    class Meta:
        verbose_name = _("channel scope")
        verbose_name_plural = _("channel scopes")
        constraints = [
            models.UniqueConstraint(fields=["person", "act", "channel"], name="channel_scope_once"),
            models.CheckConstraint(condition=Q(act__in=ScopeAct.values), name="channel_scope_act_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_act_display()} {self.channel}"


class Deputy(models.Model):
    """代班: a level lent to a named person from the first to the last day (both included, Asia/Shanghai)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deputyships", verbose_name=_("person")
    )
    level = models.CharField(_("level"), max_length=8, choices=Level)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("lent by")
    )
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended early"), null=True, blank=True)

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_start"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="deputy_level_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_level_display()}"


class DutyShift(models.Model):
    """值班编辑: who answers for the site between two moments; may take stories off and use the fast lane then."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="duty_shifts", verbose_name=_("person")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty roster")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="duty_shift_ends_after_start")
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="duty_shift_now")]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d %H:%M}"


class DeskProfile(models.Model):
    """What a person wants of the desk."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_profile", verbose_name=_("person")
    )
    mail_notices = models.BooleanField(_("notices by e-mail too"), default=False)

    class Meta:
        verbose_name = _("desk profile")
        verbose_name_plural = _("desk profiles")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)


class DeskRules(models.Model):
    """One row: how long a story may wait at each level, in minutes, before it is overdue."""

    due_first = models.PositiveIntegerField(_("first review, minutes"), default=120)
    due_second = models.PositiveIntegerField(_("second review, minutes"), default=120)
    due_final = models.PositiveIntegerField(_("final review, minutes"), default=60)
    due_urgent = models.PositiveIntegerField(_("urgent stories, minutes at each level"), default=20)

    class Meta:
        verbose_name = _("review times")
        verbose_name_plural = _("review times")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="desk_rules_one_row"),
            models.CheckConstraint(
                condition=Q(due_first__gt=0, due_second__gt=0, due_final__gt=0, due_urgent__gt=0),
                name="desk_rules_times_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def minutes(self, level: str, *, urgent: bool) -> int:
        """Return how long a story may wait at a level."""
        usual = {Level.FIRST: self.due_first, Level.SECOND: self.due_second, Level.FINAL: self.due_final}
        return min(self.due_urgent, usual[Level(level)]) if urgent else usual[Level(level)]
