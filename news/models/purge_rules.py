# ruff: noqa: S608 - constants only, put together here
"""What a change of a row drops from the page store: tables, columns, tags. Data for the triggers of ``purging``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What a change of a row of ``table`` drops.

    ``select`` are SELECTs of (tag, due) with ``{row}`` for the row before or after, ``ignored`` columns that no
    page shows: whatever else differs in an update counts, a new column too. ``{day:x}``, ``{month:x}`` and
    ``{utc_month:x}`` are the day, the year and month of a date, and those of a moment; ``{never}`` is NULL for one.
    """

    table: str
    ignored: str
    select: tuple[str, ...]


ENDS = "(SELECT {row}.published_at AS due UNION ALL SELECT a.expires_at FROM news_article a WHERE a.id = {row}.%s AND a.expires_at IS NOT NULL) d"  # noqa: E501
# Stories beside one in its channel's list, up to and with the first that never ends (those that have ended are passed
# over by 上一篇 and 下一篇), of which this list is the own one.
BESIDE = (
    "SELECT 'article:' || l.article_id, {row}.published_at "
    "FROM news_listing l JOIN news_article n ON n.id = l.article_id "
    "WHERE l.id IN (SELECT k.id FROM news_listing k WHERE k.channel_id = {row}.channel_id "
    "AND k.published_at %(to)s {row}.published_at AND k.article_id <> {row}.article_id "
    "AND k.published_at %(back)s coalesce((SELECT s.published_at "
    "FROM news_listing s JOIN news_article e ON e.id = s.article_id "
    "WHERE s.channel_id = {row}.channel_id AND s.published_at %(to)s {row}.published_at "
    "AND s.article_id <> {row}.article_id AND e.expires_at IS NULL "
    "ORDER BY s.published_at %(order)s LIMIT 1), k.published_at) "
    "ORDER BY k.published_at %(order)s LIMIT 60) AND n.channel_id = {row}.channel_id"
)
OLDER = BESIDE % {"to": "<=", "back": ">=", "order": "DESC"}
NEWER = BESIDE % {"to": ">=", "back": "<=", "order": "ASC"}
NEW_DAY = (
    "SELECT t.tag, d.due FROM (SELECT 'days:' || {row}.channel_id || ':' || {month:{row}.day} AS tag "
    "UNION ALL SELECT 'newday:' || {row}.channel_id) t, " + ENDS % "article_id" + " WHERE NOT EXISTS "
    "(SELECT 1 FROM news_listing o JOIN news_article p ON p.id = o.article_id WHERE o.channel_id = {row}.channel_id "
    "AND o.day = {row}.day AND o.article_id <> {row}.article_id AND o.published_at <= {row}.published_at "
    "AND p.expires_at IS NULL)"
)
SIMPLY = "SELECT '%s', {never}"
BY_ID = "SELECT '%s:' || {row}.id, {never}"
DESK_OF_A_STORY = (
    "amending author_id changed_at created_at desk_channel_id desk_kind desk_title due_at embargo_until goes_out_at "
    "held_at held_by_id import_hash imported last_editor_id level live_revision_id overdue_told_at returned_at review "
    "review_round submitted_by_id urgent waiting_since working_revision_id"
)
OF_A_STORY = (
    "(SELECT {never} AS due UNION ALL SELECT {row}.published_at UNION ALL SELECT {row}.expires_at) d "
    "WHERE {row}.published_at IS NOT NULL"
)

RULES = (
    Rule(
        "news_article",
        DESK_OF_A_STORY,
        (
            "SELECT 'article:' || {row}.id, d.due FROM " + OF_A_STORY,
            "SELECT 'series:' || {row}.series_id, d.due FROM " + OF_A_STORY + " AND {row}.series_id IS NOT NULL",
            # A line of breaking news goes and comes with the story that it leads to.
            "SELECT 'breaking', {never} WHERE EXISTS (SELECT 1 FROM news_breakingline b "
            "WHERE b.article_id = {row}.id AND b.taken_down_at IS NULL)",
            "SELECT 'corrections', d.due FROM "
            + OF_A_STORY
            + " AND ({row}.corrected_at IS NOT NULL OR {row}.withdrawal = 'retracted')",
        ),
    ),
    Rule(
        "news_listing",
        "",
        (
            "SELECT t.tag, d.due FROM (SELECT 'channel:' || {row}.channel_id AS tag "
            "UNION ALL SELECT 'day:' || {row}.channel_id || ':' || {day:{row}.day} "
            "UNION ALL SELECT 'past:' || {row}.channel_id || ':' || {utc_month:{row}.published_at} "
            "UNION ALL SELECT 'stories') t, " + ENDS % "article_id",
            NEW_DAY,
            OLDER,
            NEWER,
        ),
    ),
    Rule(
        "news_keywording",
        "",
        (
            "SELECT 'keyword:' || {row}.tag_id, d.due FROM " + ENDS % "content_object_id",
            "SELECT 'past-keyword:' || {row}.tag_id || ':' || {utc_month:{row}.published_at}, d.due FROM "
            + ENDS % "content_object_id",
            "SELECT 'article:' || {row}.content_object_id, {never}",
        ),
    ),
    Rule(
        "news_bylining",
        "",
        (
            "SELECT 'signed:' || {row}.staff_id, d.due FROM " + ENDS % "article_id",
            "SELECT 'article:' || {row}.article_id, {never}",
        ),
    ),
    Rule("news_keyword", "key", (BY_ID % "word", SIMPLY % "words")),
    Rule("news_redirect", "created_at", (SIMPLY % "redirects",)),
    Rule("news_siteidentity", "", (SIMPLY % "settings",)),
    Rule("news_disclaimer", "", (SIMPLY % "settings",)),
    Rule("news_channel", "review_levels", (SIMPLY % "settings",)),
    Rule("news_licence", "", (SIMPLY % "chrome",)),
    Rule("news_footerentry", "", (SIMPLY % "chrome",)),
    Rule("news_friendlink", "", (SIMPLY % "friends",)),
    Rule(
        "news_channelfront",
        "changed_at changed_by_id previous version",
        ("SELECT 'front:' || {row}.channel_id, {never}",),
    ),
    Rule(
        "news_frontlayout", "at back_to_id by_id by_name cancelled_by_name note", ("SELECT 'front', {row}.live_from",)
    ),
    Rule("news_breakingline", "", (SIMPLY % "breaking",)),
    Rule("news_ad", "", (SIMPLY % "ads",)),
    Rule("news_page", "updated_at", ("SELECT 'page:' || {row}.slug, {never}",)),
    Rule("news_source", "designated", (BY_ID % "source",)),
    Rule("news_staffmember", "looked_through consent_on", (BY_ID % "staff",)),
    Rule("news_series", "", (BY_ID % "series",)),
    Rule(
        "news_topic",
        "",
        (
            "SELECT t.tag, d.due FROM (SELECT 'topic:' || {row}.id AS tag UNION ALL SELECT 'topics' UNION ALL "
            "SELECT 'article:' || s.article_id FROM news_topicstory s WHERE s.topic_id = {row}.id) t, "
            "(SELECT {never} AS due UNION ALL SELECT {row}.opens_at UNION ALL SELECT {row}.closes_at) d",
        ),
    ),
    Rule("news_topicsection", "", ("SELECT 'topic:' || {row}.topic_id, {never}",)),
    Rule("news_topicstep", "", ("SELECT 'topic:' || {row}.topic_id, {never}",)),
    Rule(
        "news_topicstory",
        "",
        ("SELECT 'topic:' || {row}.topic_id, {never}", "SELECT 'article:' || {row}.article_id, {never}"),
    ),
    # Every list of the most read has a first place; a story that leaves one is withdrawn, and its own tag says so.
    Rule("news_hotentry", "", ("SELECT 'hot:' || {row}.period, {never} WHERE {row}.position = 1",)),
    Rule(
        "news_image",
        "aigc band_0 band_1 band_2 band_3 content_hash created_at created_by_id focus_x focus_y offered "
        "replaced_by_id rights rights_until size taken_on",
        (BY_ID % "image", SIMPLY % "images"),
    ),
    Rule("news_mediafile", "", (BY_ID % "file", SIMPLY % "files")),
)
