"""The roles of a newsroom and the permissions each has. Channel scopes narrow them per person, loans widen them."""

from django.utils.translation import pgettext_lazy

READ = (
    "news.view_article",
    "news.view_channel",
    "news.view_image",
    "news.view_mediafile",
    "news.view_keyword",
    "news.view_source",
    "news.view_series",
    "news.view_revision",
    "news.view_record",
    "news.view_reviewrecord",
    "news.view_dutyshift",
    "news.view_frontlayout",
    "news.view_topic",
    "news.view_breakingline",
)
WRITE = (
    *READ,
    "news.add_article",
    "news.change_article",
    "news.add_image",
    "news.change_image",
    "news.add_mediafile",
    "news.change_mediafile",
    "news.add_source",
    "news.view_storytemplate",
)
READS = "news.view_hitgroupday"  # how much is read
# Whoever reviews also chooses what stands in front; it goes out with the permission to launch.
REVIEW = (*WRITE, "news.change_frontlayout", "news.add_topic", "news.change_topic")
FINAL = (
    *REVIEW,
    READS,
    "news.add_series",
    "news.change_series",
    "news.launch_topic",
    "news.delete_topic",
    "news.sign_off_article",
    "news.publish_article",
    "news.withdraw_article",
    "news.delete_article",
)
RULES = tuple(
    f"news.{act}_{model}"
    for model in "checkrule deskrules robot channelscope".split()
    for act in ("view", "add", "change", "delete")
)
# Lending powers for a time, which only those do who have them.
LENDING = tuple(
    f"news.{act}_{model}" for model in ("deputy", "dutyshift") for act in ("view", "add", "change", "delete")
)
CHIEF = (
    *FINAL,
    "news.review_first",
    "news.review_second",
    "news.fast_article",
    "news.override_check",
    "news.release_hold",
    "news.launch_frontlayout",
    "news.put_up_breakingline",
    "news.view_auditentry",
    "news.view_checkoverride",
    *RULES,
    *LENDING,
)
# What a duty editor (值班编辑) may do besides, for the time of the shift.
ON_DUTY = (
    "news.withdraw_article",
    "news.fast_article",
    "news.change_frontlayout",
    "news.launch_frontlayout",
    "news.put_up_breakingline",
)
SITE = tuple(
    f"news.{act}_{model}"
    for model in (
        "channel keyword series storytemplate source page staffmember siteidentity licence footerentry friendlink ad "
        "redirect disclaimer image mediafile houseword hotterm"
    ).split()
    for act in ("view", "add", "change", "delete")
)
SEARCH = ("news.view_searchcount", "news.rebuild_search")
PAGES = ("news.view_storehost", "news.purge_pages")  # what the page store does
# Readers' letters, with what is needed to answer them; deleting is for what is nothing but spam.
LETTERS = ("news.view_letter", "news.change_letter")
PEOPLE = (
    *(f"auth.{act}_user" for act in ("view", "add", "change")),
    "axes.view_accessattempt",
    "axes.delete_accessattempt",  # to let somebody in again; the rows stay
)
# Rights with which one person alone decides, or decides who decides. Who has not all of those that an account has (or
# a role brings) neither touches the account nor hands out the role; see docs/decisions/0008.
GUARDED = frozenset(
    {
        "news.fast_article",
        "news.override_check",
        "news.release_hold",
        "news.add_deputy",
        "news.add_dutyshift",
        "auth.add_group",
        "auth.change_group",
        "auth.delete_group",
    }
)

# group name → permissions. The names are identifiers; the desk shows their translation.
ROLES: dict[str, tuple[str, ...]] = {
    "reporter": WRITE,
    "first": (*REVIEW, READS, "news.review_first"),
    "second": (*REVIEW, READS, "news.review_second"),
    "final": (*FINAL, *LETTERS),
    "chief": (*CHIEF, *SITE, *SEARCH, *PAGES, *LETTERS, "news.delete_letter", "auth.view_user"),
    "site": (
        *READ,
        READS,
        *SITE,
        *SEARCH,
        *PAGES,
        *LETTERS,
        "news.delete_letter",
        *PEOPLE,
        *RULES,
        "news.view_deputy",
        "news.view_auditentry",
    ),
    "auditor": (
        *READ,
        READS,
        "news.view_letter",
        "news.view_auditentry",
        "news.view_checkoverride",
        "news.view_deputy",
        "news.view_channelscope",
        "auth.view_user",
    ),
}
ROLE_NAMES = {
    "reporter": pgettext_lazy("role", "Reporter"),
    "first": pgettext_lazy("role", "First reviewer"),
    "second": pgettext_lazy("role", "Second reviewer"),
    "final": pgettext_lazy("role", "Final reviewer"),
    "chief": pgettext_lazy("role", "Editor-in-chief"),
    "site": pgettext_lazy("role", "Site manager"),
    "auditor": pgettext_lazy("role", "Auditor"),
}


def outranks(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """True where whoever has ``mine`` may decide about an account or a role with ``theirs``."""
    return not (theirs & GUARDED) - mine
