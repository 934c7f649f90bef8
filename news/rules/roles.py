"""The roles of a newsroom and the permissions each has. Review levels and channels will be put on top of these."""

READ = (
    "news.view_article",
    "news.view_channel",
    "news.view_image",
    "news.view_keyword",
    "news.view_source",
    "news.view_revision",
    "news.view_record",
)
WRITE = (*READ, "news.add_article", "news.change_article", "news.add_image", "news.change_image", "news.add_source")
PUBLISH = (*WRITE, "news.publish_article", "news.withdraw_article", "news.delete_article")
SITE = tuple(
    f"news.{act}_{model}"
    for model in (
        "channel keyword source page staffmember siteidentity licence footerentry friendlink redirect disclaimer "
        "image readerreport"
    ).split()
    for act in ("view", "add", "change", "delete")
)
PEOPLE = tuple(f"auth.{act}_user" for act in ("view", "add", "change"))

# group name → permissions. The names are identifiers; the desk shows their translation.
ROLES: dict[str, tuple[str, ...]] = {
    "reporter": WRITE,
    "first": WRITE,
    "second": WRITE,
    "final": PUBLISH,
    "chief": (*PUBLISH, *SITE, "auth.view_user"),
    "site": (*READ, *SITE, *PEOPLE),
    "auditor": (*READ, "news.view_readerreport", "auth.view_user"),
}
