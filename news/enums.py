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
    SUBMITTED = "submitted", _("submitted")
    FIRST_PASSED = "first", _("first review passed")
    SECOND_PASSED = "second", _("second review passed")
    SIGNED_OFF = "signed_off", _("signed off")
    WITHHELD = "withheld", _("withheld")
    REJECTED = "rejected", _("rejected")


class Level(models.TextChoices):
    """The three review steps (初审, 复审, 终审). A channel with fewer leaves out the middle, then the first."""

    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")


class Verdict(models.TextChoices):
    """What a reviewer decided about one text."""

    PASS = "pass", _("passed")
    AMEND = "amend", _("edited and passed")
    SIGN_OFF = "sign_off", _("signed off")
    FAST = "fast", _("signed off in the fast lane")
    RETURN = "return", _("returned")
    REJECT = "reject", _("rejected")


class Withdrawal(models.TextChoices):
    """The mark that keeps a once public article from its readers."""

    NONE = "", _("not withdrawn")
    UNPUBLISHED = "unpublished", _("unpublished")
    RETRACTED = "retracted", _("retracted")


class Verb(models.TextChoices):
    """Everything that can be done to an article; each is a function in ``editorial`` and rows in ``rules``."""

    CREATE = "create", _("create")
    EDIT = "edit", _("edit")
    AMEND = "amend", _("edit while reviewing")
    AUTOSAVE = "autosave", _("autosave")
    SUBMIT = "submit", _("submit for review")
    WITHDRAW = "withdraw", _("take back")
    PASS = "pass", _("pass")
    SIGN_OFF = "sign_off", _("sign off")
    FAST = "fast", _("sign off in the fast lane")
    RETURN = "return", _("return")
    REJECT = "reject", _("reject")
    WITHHOLD = "withhold", _("withhold")
    RELEASE = "release", _("release")
    EMBARGO = "embargo", _("embargo")
    PUBLISH = "publish", _("publish")
    SCHEDULE = "schedule", _("schedule")
    CORRECT = "correct", _("correct")
    UNPUBLISH = "unpublish", _("unpublish")
    RETRACT = "retract", _("retract")
    RESTORE = "restore", _("restore")
    DELETE = "delete", _("delete")
    UNDELETE = "undelete", _("undelete")
    OVERRIDE = "override", _("override a check")
    HAND_OVER = "hand_over", _("hand over")


class Origin(models.TextChoices):
    """Where the text comes from; law and disclaimers depend on it."""

    ORIGINAL = "original", _("original")
    REPRINT = "reprint", _("reprint")
    CONTRIBUTED = "contributed", _("contributed by a correspondent")


class Kind(models.TextChoices):
    """What a story mainly is; forms, checks, cards and the page follow it."""

    STORY = "story", _("text story")
    GALLERY = "gallery", _("picture gallery")
    VIDEO = "video", _("video")
    LINK = "link", _("link to another site")


class Label(models.TextChoices):
    """What readers are told of a story before they read it; kept in the live column ``labels``."""

    AI = "ai", _("contains AI-generated content")
    MINORS = "minors", _("may affect minors")
    AD = "ad", _("advertisement")


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
    VIDEO = "video", _("videos")


class TopicStyle(models.TextChoices):
    """How a section of a topic is set."""

    HEADS = "heads", _("the first large, the others as headlines")
    TEXT = "text", _("headlines")
    THUMBS = "thumbs", _("headlines with thumbnails")
    PICTURES = "pictures", _("pictures")


class TopicState(models.TextChoices):
    """What a topic is for readers, by its dates."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    ENDED = "ended", _("ended, readable")
    REMOVED = "removed", _("taken off")


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


class LetterKind(models.TextChoices):
    """What a reader writes about; each kind has a form of its own."""

    RIGHTS = "rights", _("rights claim")
    CORRECTION = "correction", _("correction wanted")
    COMPLAINT = "complaint", _("complaint")
    IMPOSTOR = "impostor", _("somebody acting in our name")
    STORY = "story", _("submitted story")
    ADVERTISE = "advertise", _("advertising enquiry")
    JOIN = "join", _("offer to join")


class LetterState(models.TextChoices):
    """How far a letter has been dealt with; ``suspect`` is held as possible spam until somebody has looked."""

    SUSPECT = "suspect", _("possible spam")
    NEW = "new", _("come in")
    WORKING = "working", _("being dealt with")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("not taken up")


class AdPlace(models.TextChoices):
    """Where an advertisement of the house stands."""

    MASTHEAD = "masthead", _("below the masthead")
    HOME = "home", _("between the blocks of the home page")
    RAIL = "rail", _("in the side column")
    ARTICLE = "article", _("below an article")


class ScopeAct(models.TextChoices):
    """What a channel scope narrows: writing, or one of the review levels."""

    WRITE = "write", _("writing")
    FIRST = "first", _("first review")
    SECOND = "second", _("second review")
    FINAL = "final", _("final review")


class CheckLevel(models.TextChoices):
    """How much a finding weighs."""

    HINT = "hint", _("hint")
    BLOCK = "block", _("block")


class NoticeKind(models.TextChoices):
    """Why somebody is told."""

    SUBMITTED = "submitted", _("waiting for your review")
    RETURNED = "returned", _("returned")
    REJECTED = "rejected", _("rejected")
    PASSED = "passed", _("passed")
    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    WITHDRAWN = "withdrawn", _("taken off the site")
    OVERDUE = "overdue", _("overdue")
    HANDED_OVER = "handed_over", _("handed over to you")
    NOBODY = "nobody", _("nobody can review it")
    LETTER = "letter", _("letter from a reader")
    OFF_FRONT = "off_front", _("gone from a front page")
    UNCLEAR = "unclear", _("scheduled, and its checks do not pass any more")


class RobotKind(models.TextChoices):
    """The group-chat service a robot speaks to; each has its own message shape and hosts."""

    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class AuditArea(models.TextChoices):
    """What an entry of the audit is about."""

    ARTICLE = "article", _("article")
    CHANNEL = "channel", _("channel")
    SETTING = "setting", _("setting")
    PERMISSION = "permission", _("permission")
    LOGIN = "login", _("sign-in")
    LIBRARY = "library", _("library")


class PictureKind(models.TextChoices):
    """What a picture is; a map may be shown only with the number of its approval."""

    PHOTO = "photo", _("photograph")
    GRAPHIC = "graphic", _("drawing or chart")
    MAP = "map", _("map")
    SCREENSHOT = "screenshot", _("screenshot")


class FileKind(models.TextChoices):
    """What a file that is no picture is for."""

    VIDEO = "video", _("video")
    DOCUMENT = "document", _("document")


class PictureRights(models.TextChoices):
    """On what ground the house shows a picture."""

    UNSTATED = "", _("not stated")
    OWN = "own", _("taken by the house")
    CONTRIBUTED = "contributed", _("given by a contributor")
    AGENCY = "agency", _("bought from an agency")
    PERMITTED = "permitted", _("with the owner’s permission")


class FetchState(models.TextChoices):
    """How far a picture on another server has come."""

    WAITING = "waiting", _("on its way")
    DONE = "done", _("fetched")
    FAILED = "failed", _("not fetched")


class BlockKind(models.TextChoices):
    """What a block of a front page is."""

    LEAD = "lead", _("lead story")
    FOCUS = "focus", _("focus pictures")
    NEWS = "news", _("headlines of the day")
    PICKS = "picks", _("recommended")
    STRIP = "strip", _("row of pictures")
    CHANNEL = "channel", _("channel block")
    BANNER = "banner", _("topic banner")
    NOTICE = "notice", _("notice bar")
    LINKS = "links", _("links")


class FillBy(models.TextChoices):
    """By what rule a block is filled up behind the cards that an editor chose."""

    NONE = "none", _("nothing: only what is chosen")
    NEWEST = "newest", _("the newest of the site")
    BRANCH = "branch", _("the newest of a channel and below")
    KEYWORD = "keyword", _("the newest with a keyword")
    HOT = "hot", _("the most read")
    FRIENDS = "friends", _("the friend links")


class CardState(models.TextChoices):
    """What readers see of a card at one moment, and if nothing, why."""

    SHOWN = "shown", _("shown")
    WAITING = "waiting", _("begins later")
    ENDED = "ended", _("over")
    GONE = "gone", _("the story is not public")
    DOUBLE = "double", _("stands further up already")
    OVER = "over", _("no room: the block is full")
    NO_PICTURE = "no_picture", _("has no picture")


class HouseWordKind(models.TextChoices):
    """What a word of the house's dictionary is; ``tag`` is the part of speech that the segmenter is given."""

    NAME = "name", _("person")
    PLACE = "place", _("place")
    BODY = "body", _("organisation")
    OTHER = "other", _("other name")

    @property
    def tag(self) -> str:
        """Return jieba's tag."""
        return {"name": "nr", "place": "ns", "body": "nt", "other": "nz"}[self.value]


class HotPeriod(models.TextChoices):
    """Over which time the most read are ranked: the last 24 hours, 7 days, 30 days."""

    DAY = "day", _("last 24 hours")
    WEEK = "week", _("last 7 days")
    MONTH = "month", _("last 30 days")


class HitGroup(models.TextChoices):
    """Under which headings reads are added up by day; ``site`` is all of them."""

    SITE = "site", _("whole site")
    CHANNEL = "channel", _("channel")
    AUTHOR = "author", _("byline")
    EDITOR = "editor", _("responsible editor")
    SOURCE = "source", _("source")
    HOUR = "hour", _("hour of the day")
