"""Every page of the desk answers, in the language that was chosen."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from news.editorial.files import add_file
from news.models import (
    Channel,
    Disclaimer,
    DisclaimerVersion,
    FooterEntry,
    FriendLink,
    Image,
    Keyword,
    Letter,
    Licence,
    Page,
    Redirect,
    SiteIdentity,
    Source,
    StaffMember,
)
from tests.files import PDF
from tests.pictures import picture

pytestmark = pytest.mark.django_db
# Latin words that are names, not labels left in English.
ALLOWED = set(
    "QQ KB MB JPEG PNG WebP AVIF GIF ICP IP No English Ctrl S G H W L Esc example AI URL JSON pbkdf md sha admin "
    "csrf UTC chief root reporter signer news yaowen make_renditions site Word JPG HEIC PDF Excel PowerPoint ZIP CSV TXT WebM".split()
)


def rows(superuser: User, site: SiteIdentity, make_article: Callable, client: Client) -> dict[str, Any]:
    """Make one row for every page."""
    client.post(reverse("admin:news_image_add"), {"pictures": SimpleUploadedFile("街.jpg", picture()), "alt": "街景"})
    return {
        "article": make_article(keywords=("夜市",)),
        "channel": Channel.objects.first(),
        "keyword": Keyword.objects.first(),
        "source": Source.objects.create(name="河湾日报"),
        "page": Page.objects.create(slug="about", title="关于我们", body="<p>介绍。</p>"),
        "siteidentity": site,
        "licence": Licence.objects.create(kind="icp", number="苏ICP备1号"),
        "footerentry": FooterEntry.objects.create(page="about", label="关于我们"),
        "friendlink": FriendLink.objects.create(name="友站", url="https://you.example/"),
        "redirect": Redirect.objects.create(old_path="/1/", new_path="/2/"),
        "disclaimer": Disclaimer.objects.create(use="notice", label="版权声明", text="归{site}所有。"),
        "staffmember": StaffMember.objects.create(
            name="何青禾", card_number="001", position="记者", consent_on="2026-01-01"
        ),
        "image": Image.objects.get(),
        "letter": Letter.objects.create(
            number="1", kind="impostor", subject="昨天", body="有人自称记者。", facts={"claimed_name": "某某"}
        ),
        "mediafile": add_file(io.BytesIO(PDF), by=superuser, name="申报指南.pdf")[0],
        "user": superuser,
        "group": Group.objects.get(name="reporter"),
    }


def english(page: str) -> list[str]:
    """Return the Latin words that a person would see."""
    page = re.sub(r"(?s)<(script|style|svg|code|pre|option|kbd|bdi)\b.*?</\1>", " ", page)
    seen = re.sub(r"(?s)<[^>]+>", " ", page) + " ".join(
        re.findall(r'(?:title|aria-label|placeholder|alt)="([^"]*)"', page)
    )
    words = re.findall(r"(?<![\w/.@:-])[A-Za-z]{2,}(?![\w/.@:])", re.sub(r"&\w+;|https?://\S+", " ", seen))
    return sorted({word for word in words if word not in ALLOWED})


def test_every_page_answers_in_chinese(
    root: Client, superuser: User, site: SiteIdentity, make_article: Callable
) -> None:
    have = rows(superuser, site, make_article, root)
    wrong = {}
    for model in admin.site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{prefix}_changelist"), reverse(f"{prefix}_add")]
        if model._meta.model_name in have:
            addresses.append(reverse(f"{prefix}_change", args=[have[model._meta.model_name].pk]))
        for address in addresses:
            response = root.get(address, follow=True)
            closed = response.status_code == 403 and address.endswith("/add/")
            if closed and model._meta.model_name in {
                "storytemplate",
                "letter",
                "accessattempt",
                "dbtaskresult",
                "siteidentity",
            }:
                continue
            assert response.status_code == 200, address
            left = english(response.content.decode())
            if left:
                wrong[address] = left
    for address in ("/admin/", f"/admin/news/article/{have['article'].pk}/history/", "/admin/password_change/"):
        left = english(root.get(address).content.decode())
        if left:
            wrong[address] = left
    assert wrong == {}


def test_the_cookie_turns_the_desk_english_and_nothing_else_does(desk: Client, make_article: Callable) -> None:
    assert "写稿" in desk.get("/admin/", headers={"accept-language": "en"}).content.decode()
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})
    page = desk.get("/admin/").content.decode()
    assert "Write a story" in page
    assert "写稿" not in page
    assert desk.cookies["django_language"]["path"] == "/admin/"
    assert desk.get("/admin/language/").status_code == 405


def test_plural_messages_are_never_empty() -> None:
    from django.utils.translation import ngettext, override  # noqa: PLC0415

    with override("zh-hans"):
        assert ngettext("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected", 1)
        assert ngettext("%(act)s: %(n)d article.", "%(act)s: %(n)d articles.", 1) == "%(act)s：%(n)d 篇。"


def test_the_sidebar_shows_only_what_a_person_may_open(pen: Client) -> None:
    page = pen.get("/admin/").content.decode()
    assert "我的稿件" in page
    assert "站点资料" not in page
    assert pen.get("/admin/news/siteidentity/1/change/").status_code in {302, 403}
    assert pen.get("/admin/auth/user/").status_code == 403


def test_an_empty_site_says_what_to_do_first(root: Client) -> None:
    page = root.get("/admin/").content.decode()
    assert "填写站点资料" in page
    assert "建立第一个频道" in page


def test_the_dashboard_costs_the_same_with_many_stories(
    desk: Client, make_article: Callable, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_article(f"稿件{number}", live=bool(number % 2))
    with django_assert_max_num_queries(18):
        desk.get("/admin/")


def test_a_disclaimer_keeps_every_text(root: Client) -> None:
    data = {"use": "notice", "label": "版权声明", "text": "一", "is_default": "on"}
    management = {f"versions-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    root.post("/admin/news/disclaimer/add/", data | management)
    one = Disclaimer.objects.get()
    root.post(f"/admin/news/disclaimer/{one.pk}/change/", data | management | {"text": "二"})
    assert list(DisclaimerVersion.objects.order_by("number").values_list("text", flat=True)) == ["一", "二"]


def test_the_site_form_stays_one_row_and_writes_the_kept_footer(
    root: Client, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    url = "/admin/news/siteidentity/add/"
    with django_capture_on_commit_callbacks(execute=True):
        root.post(url, {"name": "河湾网", "company": "河湾传媒"})
    assert SiteIdentity.objects.get().pk == 1
    assert "河湾传媒" in (settings.DATA_DIR / "chrome" / "footer.html").read_text(encoding="utf-8")
    assert root.get("/admin/news/siteidentity/").url == "/admin/news/siteidentity/1/change/"
    bad = SimpleUploadedFile("码.png", b"<svg/>", content_type="image/png")
    answer = root.post("/admin/news/siteidentity/1/change/", {"name": "河湾网", "wechat_qr_file": bad})
    assert answer.status_code == 200
    assert not SiteIdentity.objects.get().wechat_qr_file


def test_a_fixed_page_is_sanitised(root: Client) -> None:
    root.post(
        "/admin/news/page/add/", {"slug": "about", "title": "关于", "body": "<p onclick=x>介绍</p><script>1</script>"}
    )
    assert Page.objects.get().body == "<p>介绍</p>"


def test_a_person_with_few_rights_cannot_make_a_superuser(client: Client) -> None:
    manager = User.objects.create_user("manager", password="x", is_staff=True)
    manager.groups.add(Group.objects.get(name="site"))
    client.force_login(manager)
    data = {"username": "manager", "is_active": "on", "is_superuser": "on", "is_staff": "on", "groups": "5"}
    client.post(f"/admin/auth/user/{manager.pk}/change/", data)
    manager.refresh_from_db()
    assert not manager.is_superuser
    assert [group.name for group in manager.groups.all()] == ["site"]
