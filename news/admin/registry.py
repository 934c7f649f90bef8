"""Imports every module that registers a page. ``DeskConfig.ready`` does it after Django's own discovery.

Not in ``__init__``: Django makes the site object by importing this package, and would get one site object for the
pages and another for the addresses.
"""

from news.admin import (
    accounts,
    ads,
    articles,
    channels,
    desk_rules,
    disclaimers,
    files,
    letters,
    looked_at,
    people,
    pictures,
    robots,
    roster,
    searching,
    series,
    site_data,
    taxonomy,
    templates,
    topics,
)

__all__ = [
    "accounts",
    "ads",
    "articles",
    "channels",
    "desk_rules",
    "disclaimers",
    "files",
    "letters",
    "looked_at",
    "people",
    "pictures",
    "robots",
    "roster",
    "searching",
    "series",
    "site_data",
    "taxonomy",
    "templates",
    "topics",
]
