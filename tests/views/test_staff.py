"""Staff lookup."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from news.enums import StaffStatus
from news.models import RateCount, SiteIdentity, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(site: SiteIdentity) -> None:
    for name, card, status, until, left in (
        ("沈知禾", "HW-2024-0117", StaffStatus.ACTIVE, date(2099, 1, 1), None),
        ("孟听澜", "HW-2019-0032", StaffStatus.LEFT, None, date(2025, 3, 31)),
        ("陆拾遗", "HW-2022-0086", StaffStatus.ACTIVE, date(2020, 1, 1), None),
    ):
        StaffMember.objects.create(
            name=name, card_number=card, position="采访部 记者", status=status, valid_until=until, left_on=left,
            consent_on=date(2024, 1, 1),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "others"),
    [
        ("沈知禾", "在职", ("已离职", "证件已过期", "查无此人")),
        ("HW-2024-0117", "在职", ("查无此人",)),
        ("hw-2024-0117", "在职", ("查无此人",)),
        ("孟听澜", "已离职", ("在职", "采访部")),
        ("HW-2022-0086", "证件已过期", ("证件在有效期内",)),
        ("沈知", "查无此人", ("HW-2024-0117", "在职")),
        ("HW", "查无此人", ("HW-2024-0117",)),
        ("%", "查无此人", ("HW-2024-0117",)),
        ("<script>alert(1)</script>", "查无此人", ("<script>alert",)),
    ],
)
def test_only_an_exact_match_is_answered(
    reader: Client, register: None, asked: str, answer: str, others: tuple[str, ...]
) -> None:
    response = reader.get("/staff/", {"who": asked})
    page = response.content.decode().split('id="answer"')[1].split("</section>")[0]
    assert answer in page
    for text in others:
        assert text not in page, text


def test_page_is_kept_by_nobody_and_warns(reader: Client, register: None) -> None:
    response = reader.get("/staff/", {"who": "沈知禾"})
    page = response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "https://press.nppa.gov.cn/" in page
    assert "不会以发稿、删稿、曝光为由收取费用" in page
    assert "HW-2019-0032" not in page  # not a browsable list
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]


def test_lookup_is_limited_per_address_and_stores_no_address(reader: Client, register: None, settings: Any) -> None:
    settings.STAFF_LOOKUPS_PER_MINUTE = 3
    answers = [reader.get("/staff/", {"who": "沈知禾"}) for _turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "HW-2024-0117" not in answers[-1].content.decode()
    assert reader.get("/staff/").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/staff/", {"who": "沈知禾"}).status_code == 200
    assert not any("127.0.0.1" in row.key for row in RateCount.objects.all())


def test_forwarded_address_is_believed_only_from_a_trusted_proxy(
    reader: Client, register: None, settings: Any
) -> None:
    settings.STAFF_LOOKUPS_PER_MINUTE = 1
    for turn in range(3):
        status = reader.get("/staff/", {"who": "x"}, headers={"X-Forwarded-For": f"203.0.113.{turn}"}).status_code
    assert status == 429
    settings.PROXY_COUNT = 1
    for turn in range(3):
        answer = reader.get("/staff/", {"who": "x"}, headers={"X-Forwarded-For": f"9.9.9.9, 203.0.113.{turn}"})
        assert answer.status_code == 200
