"""Topic: 专题, a page of its own about one matter: sections of stories, and how the matter went on."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from news.enums import TopicState, TopicStyle
from news.text.addresses import DAY, SEGMENT, is_segment, topic_address

MOST_SHOWN = 40  # stories of a section


class TopicQuerySet(models.QuerySet["Topic"]):
    """The vocabulary of topics."""

    def live(self, at: datetime | None = None) -> Self:
        """Topics that readers may see at ``at`` (default: now): opened, not taken off. One that has ended stays."""
        return self.filter(opens_at__lte=at or timezone.now(), removed_at=None)


class Topic(models.Model):
    """``opens_at`` None: a draft. After ``closes_at`` it has ended and stays readable. ``removed_at``: it is 410."""

    title = models.CharField(_("title"), max_length=60)
    slug = models.CharField(
        _("address segment"), max_length=60, unique=True, help_text=_("Lower-case letters, digits, hyphens.")
    )
    kicker = models.CharField(_("kicker"), max_length=40, blank=True)
    intro = models.CharField(_("introduction"), max_length=400, blank=True)
    banner = models.ForeignKey(
        "news.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("banner"),
        help_text=_("A wide picture of the library."),
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("Readers see it from then on. Empty: a draft.")
    )
    closes_at = models.DateTimeField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("From then on it stands among those that have ended; it stays readable."),
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Small numbers come first."))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "-pk"]
        permissions = [("launch_topic", _("Can put topics before readers"))]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="topic_has_title"),
            models.CheckConstraint(condition=Q(slug__regex=rf"^{SEGMENT}$"), name="topic_slug_is_legal"),
            models.CheckConstraint(condition=~Q(slug__regex=rf"^{DAY}$"), name="topic_slug_is_no_date"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
                name="topic_ends_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return topic_address(self.slug)

    def state(self, at: datetime | None = None) -> TopicState:
        """Return what it is at ``at`` (default: now)."""
        at = at or timezone.now()
        if self.removed_at:
            return TopicState.REMOVED
        if self.opens_at is None:
            return TopicState.DRAFT
        if self.opens_at > at:
            return TopicState.SCHEDULED
        return TopicState.ENDED if self.closes_at and self.closes_at <= at else TopicState.LIVE

    def was_public(self, at: datetime | None = None) -> bool:
        """True once readers have been able to see it."""
        return self.opens_at is not None and self.opens_at <= (at or timezone.now())

    def clean(self) -> None:
        """Refuse what the database would refuse, in words."""
        super().clean()
        if not is_segment(self.slug):
            raise ValidationError(
                {"slug": _("This address looks like a date, or has signs other than a–z, 0–9 and -.")}
            )
        if self.closes_at and (self.opens_at is None or self.closes_at <= self.opens_at):
            raise ValidationError({"closes_at": _("It must end after it opens; give the time at which it opens.")})


class TopicSection(models.Model):
    """A part of a topic: chosen stories first, then what the rule brings (a channel's branch or a keyword)."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="sections")
    heading = models.CharField(_("heading"), max_length=40)
    style = models.CharField(_("style"), max_length=10, choices=TopicStyle, default=TopicStyle.HEADS)
    position = models.PositiveIntegerField(default=0)
    channel = models.ForeignKey(
        "news.Channel", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    keyword = models.ForeignKey(
        "news.Keyword", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("keyword")
    )
    count = models.PositiveSmallIntegerField(_("how many stories"), default=6)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(heading=""), name="topic_section_has_heading"),
            models.CheckConstraint(condition=Q(channel=None) | Q(keyword=None), name="topic_section_has_one_rule"),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST_SHOWN), name="topic_section_count_is_legal"
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class TopicStory(models.Model):
    """A story that somebody chose for a section; a topic has none twice."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="stories")
    section = models.ForeignKey(TopicSection, models.CASCADE, related_name="stories")
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["topic", "article"], name="topic_story_once")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.article_id}"


class TopicStep(models.Model):
    """进展: a line of the timeline; the newest day stands first."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="steps")
    day = models.DateField(_("day"))
    line = models.CharField(_("line"), max_length=120)
    article = models.ForeignKey("news.Article", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-day", "-pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(line=""), name="topic_step_has_line")]

    def __str__(self) -> str:
        return f"{self.day} {self.line}"
