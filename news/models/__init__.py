"""The tables, one file per concept. Reads are QuerySet methods; writes are functions in ``editorial``."""

from news.models.ad import Ad
from news.models.article import Article, ArticleQuerySet, Keywording, Listing
from news.models.audit import AuditEntry
from news.models.breaking import BreakingLine
from news.models.bylining import Bylining
from news.models.channel import Channel
from news.models.channel_map import ChannelMap
from news.models.check import CheckOverride, CheckRule
from news.models.delivery import Delivery
from news.models.demo import DemoMark
from news.models.disclaimer import Disclaimer, DisclaimerVersion
from news.models.fetching import FetchJob, RemotePicture
from news.models.friend_link import FriendLink
from news.models.generation import Generation
from news.models.hits import HitClock, HitDay, HitGroupDay, HitHour, HitPart, HitTotal, HotEntry
from news.models.image import Image
from news.models.keyword import Keyword
from news.models.layout import ChannelFront, FrontDraft, FrontLayout
from news.models.letter import Letter, LetterPicture
from news.models.media_file import MediaFile
from news.models.notice import Notice
from news.models.old_words import OldWords
from news.models.page import Page
from news.models.people import ChannelScope, Deputy, DeskProfile, DeskRules, DutyShift
from news.models.preview_link import PreviewLink
from news.models.purging import PurgeLine, PurgePause
from news.models.rate import RateCount
from news.models.record import Record
from news.models.redirect import Redirect
from news.models.review_record import ReviewRecord
from news.models.revision import Revision
from news.models.robot import Robot
from news.models.search import DeskDocument, HotTerm, HouseWord, SearchCount, SearchDocument, SearchRebuild
from news.models.series import Series
from news.models.site import FooterEntry, Licence, SiteIdentity
from news.models.source import Source
from news.models.staff import StaffMember
from news.models.store_host import StoreHost, StoreTold
from news.models.template import StoryTemplate
from news.models.topic import Topic, TopicQuerySet, TopicSection, TopicStep, TopicStory
from news.models.working_copy import WorkingCopy

__all__ = [
    "Ad",
    "Article",
    "ArticleQuerySet",
    "AuditEntry",
    "BreakingLine",
    "Bylining",
    "Channel",
    "ChannelFront",
    "ChannelMap",
    "ChannelScope",
    "CheckOverride",
    "CheckRule",
    "Delivery",
    "DemoMark",
    "Deputy",
    "DeskDocument",
    "DeskProfile",
    "DeskRules",
    "Disclaimer",
    "DisclaimerVersion",
    "DutyShift",
    "FetchJob",
    "FooterEntry",
    "FriendLink",
    "FrontDraft",
    "FrontLayout",
    "Generation",
    "HitClock",
    "HitDay",
    "HitGroupDay",
    "HitHour",
    "HitPart",
    "HitTotal",
    "HotEntry",
    "HotTerm",
    "HouseWord",
    "Image",
    "Keyword",
    "Keywording",
    "Letter",
    "LetterPicture",
    "Licence",
    "Listing",
    "MediaFile",
    "Notice",
    "OldWords",
    "Page",
    "PreviewLink",
    "PurgeLine",
    "PurgePause",
    "RateCount",
    "Record",
    "Redirect",
    "RemotePicture",
    "ReviewRecord",
    "Revision",
    "Robot",
    "SearchCount",
    "SearchDocument",
    "SearchRebuild",
    "Series",
    "SiteIdentity",
    "Source",
    "StaffMember",
    "StoreHost",
    "StoreTold",
    "StoryTemplate",
    "Topic",
    "TopicQuerySet",
    "TopicSection",
    "TopicStep",
    "TopicStory",
    "WorkingCopy",
]
