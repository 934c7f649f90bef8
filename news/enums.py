"""Closed sets of values, with the names that people see."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.TextChoices):
    """The first axis of an article's state: what readers get at its address. Computed from dates and marks."""

    NEVER = "never", _("never public")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    EXPIRED = "expired", _("expired")
    UNPUBLISHED = "unpublished", _("unpublished")
    RETRACTED = "retracted", _("retracted")
    DELETED = "deleted", _("deleted")


class Review(models.TextChoices):
    """The second axis: how far the working revision has come on its way to the reader."""

    NONE = "none", _("no changes")
    DRAFT = "draft", _("draft")
    SIGNED_OFF = "signed_off", _("signed off")


class Withdrawal(models.TextChoices):
    """The mark that keeps a once public article from its readers."""

    NONE = "", _("not withdrawn")
    UNPUBLISHED = "unpublished", _("unpublished")
    RETRACTED = "retracted", _("retracted")


class Verb(models.TextChoices):
    """Everything that can be done to an article; each is a function in ``editorial`` and rows in ``rules``."""

    CREATE = "create", _("create")
    EDIT = "edit", _("edit")
    PUBLISH = "publish", _("publish")
    SCHEDULE = "schedule", _("schedule")
    CORRECT = "correct", _("correct")
    UNPUBLISH = "unpublish", _("unpublish")
    RETRACT = "retract", _("retract")
    RESTORE = "restore", _("restore")
    DELETE = "delete", _("delete")
    UNDELETE = "undelete", _("undelete")


class Origin(models.TextChoices):
    """Where the text comes from; law and disclaimers depend on it."""

    ORIGINAL = "original", _("original")
    REPRINT = "reprint", _("reprint")
    CONTRIBUTED = "contributed", _("contributed by a correspondent")


class BylineRole(models.TextChoices):
    """The part a person had in a story."""

    REPORTER = "reporter", _("reporter")
    CORRESPONDENT = "correspondent", _("correspondent")
    PHOTOGRAPHER = "photographer", _("photographer")
    AUTHOR = "author", _("author")


class ListStyle(models.TextChoices):
    """How a channel's list is set."""

    TEXT = "text", _("headlines")
    THUMBS = "thumbs", _("headlines with thumbnails")
    PICTURES = "pictures", _("pictures")


class DisclaimerUse(models.TextChoices):
    """Where a disclaimer stands on the page."""

    SHORT = "short", _("short link beside the editor")
    NOTICE = "notice", _("copyright notice on every article")
    REPRINT = "reprint", _("origin statement on reprints")


class LicenceKind(models.TextChoices):
    """The kind decides where a licence number links to."""

    ICP = "icp", _("ICP filing")
    POLICE = "police", _("public security filing")
    TELECOM = "telecom", _("value-added telecom licence")
    NEWS = "news", _("internet news licence")
    OTHER = "other", _("other")


class StaffStatus(models.TextChoices):
    """Whether a person works for the site."""

    ACTIVE = "active", _("in service")
    LEFT = "left", _("has left")


class RevisionOrigin(models.TextChoices):
    """Which door a revision came through."""

    DESK = "desk", _("desk")
    COMMAND = "command", _("command")
    IMPORT = "import", _("import")


class ReportStatus(models.TextChoices):
    """How far a reader's report has been dealt with."""

    NEW = "new", _("new")
    WORKING = "working", _("in progress")
    DONE = "done", _("done")
