"""What the database itself refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from news.enums import DisclaimerUse, LicenceKind
from news.models import (
    Article,
    Channel,
    Disclaimer,
    Image,
    Keyword,
    Licence,
    Page,
    Redirect,
    SiteIdentity,
    Source,
    StaffMember,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.mark.parametrize(
    "row",
    [
        lambda: Channel(name="坏", slug="News", path="News"),
        lambda: Channel(name="坏", slug="a", path="admin"),
        lambda: Channel(name="坏", slug="a", path="admin/a"),
        lambda: Channel(name="坏", slug="a", path="news/2026-01-01"),
        lambda: Channel(name="坏", slug="a", path="2026-01-01/a"),
        lambda: Channel(name="坏", slug="a", path="news//a"),
        lambda: Channel(name="坏", slug="a", path="新闻"),
        lambda: Channel(name="", slug="ok", path="ok"),
        lambda: Article(published_at=NOW, first_published_at=NOW),
        lambda: Article(withdrawal="unpublished"),
        lambda: Article(withdrawal="nonsense", withdrawn_at=NOW),
        lambda: Article(withdrawn_at=NOW),
        lambda: Article(review="nonsense"),
        lambda: Article(origin="nonsense"),
        lambda: SiteIdentity(pk=2, name="第二个"),
        lambda: SiteIdentity(pk=1, name="站", founded=1),
        lambda: Licence(kind="nonsense", number="1"),
        lambda: Licence(kind=LicenceKind.ICP, number=""),
        lambda: Redirect(old_path="/a", new_path="https://evil.example/"),
        lambda: Redirect(old_path="/a", new_path="//evil.example/"),
        lambda: Redirect(old_path="/a", new_path="/a"),
        lambda: Redirect(old_path="/a", new_path="/b/", is_prefix=True),
        lambda: Page(slug="nonsense", title="页"),
        lambda: Source(name=""),
        lambda: StaffMember(name="", card_number="1", position="记者", consent_on=NOW.date()),
        lambda: StaffMember(name="甲", card_number="1", position="x", consent_on=NOW.date(), left_on=NOW.date()),
        lambda: Image(width=0, height=0, size=0, content_hash="0"),
    ],
)
def test_row_is_refused(row: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row().save()


def test_expiry_lies_after_publication(make_article: Callable[..., Article]) -> None:
    article = make_article()
    assert article.published_at is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(expires_at=article.published_at - timedelta(seconds=1))


def test_one_default_disclaimer_per_use() -> None:
    Disclaimer.objects.create(use=DisclaimerUse.NOTICE, label="一", text="x", is_default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclaimer.objects.create(use=DisclaimerUse.NOTICE, label="二", text="y", is_default=True)


def test_keyword_is_one_over_case_and_width() -> None:
    first = Keyword.objects.named(["ＡＩ"])[0]
    assert Keyword.objects.named(["ai", "Ai"]) == [first]
    assert (first.name, first.slug) == ("AI", "ai")
    with pytest.raises(IntegrityError), transaction.atomic():
        Keyword(name="aI").save()


def test_taken_or_empty_keyword_address_becomes_the_number() -> None:
    first, second, third = (Keyword.objects.named([name])[0] for name in ("A/B", "A B", "??"))
    assert first.slug == "a-b"
    assert second.slug == f"k{second.pk}"
    assert third.slug == f"k{third.pk}"


@pytest.mark.parametrize(
    ("kind", "number", "link"),
    [
        (LicenceKind.ICP, "苏ICP备1号", "https://beian.miit.gov.cn/"),
        (LicenceKind.TELECOM, "苏B2-1", "https://tsm.miit.gov.cn/"),
        (
            LicenceKind.POLICE,
            "苏公网安备 32031102000168号",
            "https://beian.mps.gov.cn/#/query/webSearch?code=32031102000168",
        ),
        (LicenceKind.POLICE, "苏公网安备 1号", ""),
        (LicenceKind.NEWS, "3212025", "https://own.example/"),
    ],
)
def test_licence_kind_decides_the_link(kind: LicenceKind, number: str, link: str) -> None:
    assert Licence(kind=kind, number=number, url="https://own.example/").link == (link or "")
