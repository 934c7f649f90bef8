"""Article: identity, what readers see (live columns) and where the next text stands (desk columns)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from news.enums import Kind, Label, Level, Origin, Publication, Review, Withdrawal
from news.models.channel import Channel
from news.models.keyword import Keyword
from news.models.own_text import passed_by, written_by
from news.rules.levels import IN_REVIEW
from news.text.addresses import article_address

RESTING = [state for state in Review.values if state not in IN_REVIEW]

CARD_FIELDS = (
    "kind link title short_title kicker summary origin published_at first_published_at byline labels cover_id "
    "seconds channel_id source_id series_id series_place channel__name channel__path cover__file cover__alt "
    "cover__width cover__height cover__widths cover__formats cover__crops source__name source__own"
).split()


class ArticleQuerySet(models.QuerySet["Article"]):
    """The vocabulary of reading. ``live`` is the one definition of public."""

    def live(self, at: datetime | None = None) -> Self:
        """Articles readers may see at ``at`` (default: now): published, not expired, not withdrawn, not deleted."""
        at = at or timezone.now()
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at), published_at__lte=at, withdrawal="", deleted_at=None
        )

    def live_or_scheduled(self, at: datetime | None = None) -> Self:
        """Articles readers may see at ``at`` (default: now) or get later, if nobody does anything."""
        at = at or timezone.now()
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at), published_at__isnull=False, withdrawal="", deleted_at=None
        )

    def promotable(self) -> Self:
        """Articles that may be put forward: front page, hot lists, pop-ups. Left out is what may affect minors
        (未成年人网络保护办法 in force 2026-03-01, FIELD §2)."""
        return self.filter(promotable=True)

    def in_series(self, series_id: int | OuterRef) -> Self:
        """Articles of a series in its order."""
        return self.filter(series_id=series_id).order_by("series_place", "pk")

    def newest(self) -> Self:
        """In order of publication, newest first; the number decides within a second."""
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> Self:
        """Loaded with what a card shows: titles, summary, channel, cover; no body."""
        return self.select_related("channel", "cover", "source").only(*CARD_FIELDS)

    def for_results(self) -> Self:
        """Loaded with what a search result shows: a card, and the text that it quotes from."""
        return self.select_related("channel", "cover", "source").only(*CARD_FIELDS, "body")

    def for_counting(self) -> Self:
        """Loaded with what a read is counted under: time, channel, byline, editors, source."""
        return self.select_related("source").only("published_at", "channel_id", "byline", "editors", "source__name")

    def for_page(self) -> Self:
        """Loaded with what the article page shows, but for keywords and neighbours."""
        return self.select_related("channel", "source", "cover", "series")

    def listed_in(self, channel_id: int | OuterRef, place: Q | None = None) -> Self:
        """Articles of a channel's branch or also in it, newest first, by the listing index.

        ``place`` narrows to a part of that list. It is taken here because a later ``filter`` on the same relation
        would join it a second time.
        """
        return self.filter(place or Q(), listings__channel_id=channel_id).order_by(
            "-listings__published_at", "-listings__article_id"
        )

    def about(self, keyword_id: int, place: Q | None = None) -> Self:
        """Articles with a keyword, newest first, by the keyword's own index; ``place`` as in ``listed_in``."""
        return self.filter(place or Q(), keywordings__tag_id=keyword_id).order_by(
            "-keywordings__published_at", "-keywordings__content_object_id"
        )

    def waiting(self) -> Self:
        """Articles that wait for a review, those due first in front."""
        # both conditions: the first is how the index is walked, the second that it may be (it is partial)
        return self.filter(deleted_at=None, level__in=Level.values).exclude(level="").order_by("due_at", "pk")

    def awaiting(self, person_id: int, reach: Mapping[Level, Sequence[int] | None]) -> Self:
        """Articles that wait for this person: at a level in ``reach`` and in its channels (None: in all).

        Left out is text of their own, written since the last sign-off (审改 at the level apart), and what they have
        passed at a level below. Who holds one is not asked. The same as ``rules.deciding`` says of RETURN, in SQL;
        what is also in channels beyond ``reach`` is left to ``Reviewer``.
        """
        found = Q(pk__in=[])
        for level, channels in reach.items():
            here = Q(~written_by(person_id, level), level=level)
            if level != Level.FIRST:
                here &= Q(~passed_by(person_id, level))
            if channels is not None:
                here &= Q(desk_channel=None) | Q(desk_channel__in=channels)
            found |= here
        return self.waiting().filter(found, level__in=list(reach))  # named again: the index is by level

    def overdue_untold(self, at: datetime) -> Self:
        """Articles that wait longer than they may and of which nobody was told at this level."""
        return self.waiting().filter(
            Q(overdue_told_at=None) | Q(overdue_told_at__lt=F("waiting_since")), due_at__lte=at
        )

    def out_untold(self, at: datetime) -> Self:
        """Articles whose scheduled time has come and of which nobody was told since, the earliest first."""
        return self.filter(goes_out_at__isnull=False, goes_out_at__lte=at).order_by("goes_out_at", "pk")

    def for_queue(self) -> Self:
        """Loaded with what a line of the review queue shows; no body."""
        return self.select_related("desk_channel", "author", "held_by").only(
            "desk_title",
            "desk_kind",
            "desk_channel__name",
            "review",
            "level",
            "waiting_since",
            "due_at",
            "urgent",
            "amending",
            "held_at",
            "returned_at",
            "embargo_until",
            "submitted_by_id",
            "author__first_name",
            "author__last_name",
            "author__username",
            "held_by__first_name",
            "held_by__last_name",
            "held_by__username",
            "published_at",
            "first_published_at",
            "expires_at",
            "withdrawal",
            "deleted_at",
            "working_revision_id",
            "live_revision_id",
        )

    def for_desk(self) -> Self:
        """Loaded with what the desk's list shows."""
        return self.select_related("desk_channel", "last_editor", "channel").only(
            "desk_title",
            "desk_kind",
            "desk_channel__name",
            "review",
            "level",
            "due_at",
            "returned_at",
            "embargo_until",
            "urgent",
            "last_editor__first_name",
            "last_editor__last_name",
            "last_editor__username",
            "changed_at",
            "published_at",
            "first_published_at",
            "expires_at",
            "withdrawal",
            "deleted_at",
            "channel__path",
            "working_revision_id",
            "live_revision_id",
        )


class Article(models.Model):  # type: ignore[django-manager-missing] # taggit's managers are untyped
    """Live columns change only in ``editorial``; the address is made of the id and ``first_published_at``."""

    # live columns: empty until the first sign-off
    title = models.CharField(_("headline"), max_length=120, blank=True)
    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    subhead = models.CharField(_("subhead"), max_length=120, blank=True)
    short_title = models.CharField(_("short title"), max_length=40, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("body"), blank=True)
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("channel")
    )
    origin = models.CharField(_("origin"), max_length=12, choices=Origin, default=Origin.ORIGINAL)
    source = models.ForeignKey("news.Source", models.PROTECT, null=True, blank=True, verbose_name=_("source"))
    original_url = models.URLField(_("original address"), max_length=500, blank=True)
    byline = models.JSONField(_("byline"), default=list)
    editors = models.JSONField(_("responsible editors"), default=list)
    cover = models.ForeignKey(
        "news.Image", models.PROTECT, null=True, blank=True, related_name="cover_of", verbose_name=_("cover")
    )
    notice = models.ForeignKey(
        "news.Disclaimer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("own notice")
    )
    labels = models.JSONField(default=list)
    promotable = models.BooleanField(default=True)  # what ``labels`` say, for lists
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.STORY)
    link = models.URLField(_("address it leads to"), max_length=500, blank=True)
    seconds = models.PositiveIntegerField(_("length of the video in seconds"), null=True, blank=True)
    series = models.ForeignKey(
        "news.Series", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("series")
    )
    series_place = models.PositiveIntegerField(_("place in the series"), null=True, blank=True)
    editors_note = models.TextField(_("editor's note"), blank=True)
    correction = models.CharField(_("correction"), max_length=500, blank=True)
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True)
    related_ids = models.JSONField(default=list)
    # dates and marks: the publication axis
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    first_published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    updated_at = models.DateTimeField(_("text changed"), null=True, blank=True)
    withdrawal = models.CharField(max_length=12, choices=Withdrawal, default=Withdrawal.NONE, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    live_revision = models.ForeignKey("news.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    imported = models.BooleanField(default=False)
    import_hash = models.CharField(max_length=64, blank=True)
    # desk columns: the review axis and what desk lists show
    working_revision = models.ForeignKey("news.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    desk_title = models.CharField(_("headline"), max_length=120, blank=True)
    desk_kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.STORY)
    desk_channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    review = models.CharField(_("review"), max_length=12, choices=Review, default=Review.NONE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("last editor")
    )
    level = models.CharField(_("waits for"), max_length=8, choices=Level, blank=True, default="")
    review_round = models.PositiveIntegerField(default=0)  # passes of an earlier round are void
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("submitted by")
    )
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)  # before waiting_since: of an earlier level
    urgent = models.BooleanField(_("urgent"), default=False)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    embargo_until = models.DateTimeField(_("not public before"), null=True, blank=True)
    goes_out_at = models.DateTimeField(
        null=True, blank=True
    )  # of a schedule, until people have been told that it is out
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("held by")
    )
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)
    amending = models.BooleanField(default=False)  # the holder has edited the text under review, their pass is due
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    keywords = TaggableManager(through="news.Keywording", blank=True, verbose_name=_("keywords"))
    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-pk"]
        permissions = [
            ("publish_article", _("Can publish articles")),
            ("withdraw_article", _("Can unpublish and retract articles")),
            ("review_first", _("Can do the first review")),
            ("review_second", _("Can do the second review")),
            ("sign_off_article", _("Can do the final review and sign off")),
            ("fast_article", _("Can sign off in the fast lane")),
            ("override_check", _("Can override a check that blocks")),
            ("release_hold", _("Can release and hand over what others hold")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | (Q(channel__isnull=False) & ~Q(title="")),
                name="article_public_has_channel_and_title",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(first_published_at__isnull=False),
                name="article_public_has_address_date",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(published_at=None) | Q(expires_at__gt=F("published_at")),
                name="article_expires_after_publication",
            ),
            models.CheckConstraint(
                condition=Q(withdrawal="", withdrawn_at=None) | (~Q(withdrawal="") & Q(withdrawn_at__isnull=False)),
                name="article_withdrawal_has_time",
            ),
            models.CheckConstraint(condition=Q(withdrawal__in=Withdrawal.values), name="article_withdrawal_is_known"),
            models.CheckConstraint(condition=Q(review__in=Review.values), name="article_review_is_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="article_origin_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, desk_kind__in=Kind.values), name="article_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(kind=Kind.LINK) | ~Q(link=""), name="article_link_leads_somewhere"),
            models.CheckConstraint(
                condition=Q(series=None, series_place=None) | Q(series__isnull=False, series_place__isnull=False),
                name="article_has_place_in_series",
            ),
            models.CheckConstraint(
                condition=Q(level="", waiting_since=None, due_at=None, review__in=RESTING)
                | Q(level__in=Level.values, waiting_since__isnull=False, due_at__isnull=False, review__in=IN_REVIEW),
                name="article_waits_only_in_review",
            ),
            models.CheckConstraint(
                condition=Q(amending=False) | Q(held_at__isnull=False), name="article_amended_by_its_holder"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="article_newest",
                condition=Q(withdrawal="", deleted_at=None, published_at__isnull=False),
            ),
            models.Index(fields=["-changed_at", "-id"], name="article_desk", condition=Q(deleted_at=None)),
            models.Index(
                fields=["desk_channel", "-changed_at"], name="article_desk_channel", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["last_editor", "-changed_at"], name="article_desk_editor", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["created_at"], name="article_created"),
            models.Index(fields=["-deleted_at"], name="article_bin", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["goes_out_at"], name="article_goes_out", condition=Q(goes_out_at__isnull=False)),
            models.Index(fields=["embargo_until"], name="article_embargo", condition=Q(embargo_until__isnull=False)),
            models.Index(
                fields=["level", "due_at", "id"], name="article_queue", condition=~Q(level="") & Q(deleted_at=None)
            ),
            models.Index(fields=["author", "-changed_at"], name="article_author", condition=Q(deleted_at=None)),
            models.Index(fields=["held_by", "-held_at"], name="article_held", condition=Q(held_at__isnull=False)),
            models.Index(fields=["title", "-published_at"], name="article_title"),
            models.Index(
                fields=["series", "series_place", "id"], name="article_series", condition=Q(series__isnull=False)
            ),
            models.Index(
                fields=["-corrected_at", "-id"], name="article_corrected", condition=Q(corrected_at__isnull=False)
            ),
            models.Index(
                fields=["-withdrawn_at", "-id"],
                name="article_retracted",
                condition=Q(withdrawal=Withdrawal.RETRACTED),
            ),
            models.Index(fields=["desk_kind", "-changed_at"], name="article_desk_kind", condition=Q(deleted_at=None)),
            # of the desk's filters, each of few rows
            models.Index(
                fields=["review", "-changed_at", "-id"],
                name="article_at_work",
                condition=Q(deleted_at=None) & ~Q(review=Review.NONE) & ~Q(review=Review.SIGNED_OFF),
            ),
            models.Index(
                fields=["-changed_at", "-id"], name="article_never", condition=Q(deleted_at=None, published_at=None)
            ),
            models.Index(
                fields=["withdrawal", "-changed_at", "-id"],
                name="article_withdrawn",
                condition=Q(deleted_at=None) & ~Q(withdrawal=""),
            ),
            models.Index(
                fields=["-changed_at", "-id"],
                name="article_ending",
                condition=Q(deleted_at=None, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.desk_title or self.title or str(self.pk)

    def get_absolute_url(self) -> str:
        """Return the address; '' while there is none."""
        return self.address

    def publication(self, at: datetime | None = None) -> Publication:
        """Return the state on the first axis at ``at`` (default: now)."""
        at = at or timezone.now()
        if self.deleted_at:
            return Publication.DELETED
        if self.withdrawal:
            return Publication(self.withdrawal)
        if not self.published_at:
            return Publication.NEVER
        if self.published_at > at:
            return Publication.SCHEDULED
        return Publication.EXPIRED if self.expires_at and self.expires_at <= at else Publication.LIVE

    def was_public(self, at: datetime | None = None) -> bool:
        """True once readers have been able to see it, whatever it is now."""
        return bool(self.first_published_at and self.first_published_at <= (at or timezone.now()))

    @property
    def day(self) -> date:
        """The date in the address: that of ``first_published_at`` in Asia/Shanghai. ValueError before publication."""
        if self.first_published_at is None:
            raise ValueError("An article that was never published has no address.")
        return self.first_published_at.astimezone(timezone.get_default_timezone()).date()

    @property
    def address(self) -> str:
        """``/<channel path>/YYYY-MM-DD/<id>.html``, '' before the first publication is set."""
        if self.first_published_at is None or self.channel is None:
            return ""
        return article_address(self.channel.path, self.day, self.pk)

    @property
    def list_title(self) -> str:
        """The short title where there is one."""
        return self.short_title or self.title

    @property
    def ai_generated(self) -> bool:
        """True where the text is labelled as made by AI."""
        return Label.AI in self.labels

    @property
    def advertisement(self) -> bool:
        """True where the text is labelled as paid for."""
        return Label.AD in self.labels

    @property
    def minors(self) -> bool:
        """True where readers get a notice before the text, since it may affect minors."""
        return Label.MINORS in self.labels


class Listing(models.Model):
    """A channel that shows an article: its own, every ancestor, the also-in ones and theirs.

    Rows are written with the sign-off and removed with the withdrawal, so a list of any channel, a whole branch
    included, is one walk down one index however the tree looks (docs/decisions/0003).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="listings")
    published_at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "channel"], name="listing_once_per_channel")]
        indexes = [
            models.Index(fields=["channel", "-published_at", "-article"], name="listing_newest"),
            models.Index(fields=["channel", "day"], name="listing_day"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.article_id}"


class Keywording(ItemBase):
    """A keyword of a live text, with the date that its page is ordered by."""

    tag = models.ForeignKey(Keyword, models.CASCADE, related_name="keywordings", verbose_name=_("keyword"))
    content_object = models.ForeignKey(Article, models.CASCADE, related_name="keywordings")
    position = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="keywording_once")]
        indexes = [models.Index(fields=["tag", "-published_at", "-content_object"], name="keywording_newest")]

    def __str__(self) -> str:
        return f"{self.tag_id} {self.content_object_id}"

    def natural_key(self) -> tuple[Any, ...]:
        """Return what identifies the row."""
        return (self.content_object_id, self.tag_id)
