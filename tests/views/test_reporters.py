"""Pages of who signs stories: linked from the byline, nothing personal, and plain words once somebody has left."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from lxml import html

from news.editorial import publication, signed_before
from news.enums import BylineRole, Origin, StaffStatus
from news.models import Article, Bylining, StaffMember
from news.rules.snapshot import Credit
from news.text.addresses import is_channel_path
from tests.conftest import signer

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
MINE = (Credit(BylineRole.REPORTER, "沈知禾"), Credit(BylineRole.CORRESPONDENT, "苏砚田"))


@pytest.fixture
def member(site: Any) -> StaffMember:
    for name, card in (("沈知禾", "HHW-1"), ("苏砚田", "HHW-2")):
        StaffMember.objects.create(
            name=name,
            card_number=card,
            position="采访部 记者",
            valid_until=date(2099, 1, 1),
            consent_on=date(2024, 1, 1),
        )
    return StaffMember.objects.get(card_number="HHW-1")


def page(reader: Client, address: str) -> html.HtmlElement:
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def test_a_byline_leads_to_what_else_the_reporter_wrote(
    reader: Client, make_article: Make, member: StaffMember
) -> None:
    first = make_article("第一篇", byline=MINE)
    make_article("别人的", byline=(Credit(BylineRole.REPORTER, "林归雁"),))
    make_article("转来的", byline=MINE, origin=Origin.REPRINT, source="别报", original_url="https://other.example/a")
    second = make_article("第二篇", byline=MINE)
    address = f"/reporters/{member.pk}/"
    line = page(reader, first.address).xpath("//div[@class='art__line']")[0]
    assert line.xpath(".//a[contains(@href, 'reporters')]/@href") == [address]  # no correspondents
    root = page(reader, address)
    assert [a.text_content() for a in root.xpath("//main//article//h2/a")] == ["第二篇", "第一篇"]
    assert "HHW-1" not in root.text_content()
    assert "采访部 记者" in root.text_content()
    publication.unpublish(second.pk, by=signer(), note="核实。")
    assert Bylining.objects.filter(article=second).count() == 0
    assert [a.text_content() for a in page(reader, address).xpath("//main//article//h2/a")] == ["第一篇"]


def test_of_somebody_who_left_the_page_says_only_that(reader: Client, make_article: Make, member: StaffMember) -> None:
    story = make_article(byline=MINE)
    StaffMember.objects.filter(pk=member.pk).update(status=StaffStatus.LEFT, left_on=date(2026, 1, 1))
    root = page(reader, f"/reporters/{member.pk}/")
    assert "已离职" in root.text_content()
    assert root.xpath("//main//a/@href").count("/staff/") == 1
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    assert "采访部" not in root.text_content()
    assert root.xpath("//main//article") == []
    assert "/reporters/" not in reader.get(story.address).content.decode()


def test_namesakes_are_not_mixed_up_and_nobody_is_unknown(
    reader: Client, make_article: Make, member: StaffMember
) -> None:
    assert reader.get(f"/reporters/{member.pk}/").status_code == 404  # nothing signed yet
    StaffMember.objects.create(name="沈知禾", card_number="HHW-9", position="记者", consent_on=date(2024, 1, 1))
    assert Bylining.objects.filter(article=make_article(byline=MINE)).count() == 0
    named = make_article("指明的", byline=(Credit(BylineRole.REPORTER, "沈知禾", member.pk),))
    assert list(Bylining.objects.filter(article=named).values_list("staff", flat=True)) == [member.pk]
    for wrong in (
        "/reporters/0/",
        "/reporters/999999999999999999/",
        f"/reporters/{member.pk}/?page=2",
        "/reporters/x/",
    ):
        assert reader.get(wrong).status_code == 404, wrong
    assert not is_channel_path("reporters")


def test_a_pen_name_leads_to_who_the_desk_says_it_is(reader: Client, make_article: Make, member: StaffMember) -> None:
    twin = StaffMember.objects.create(name="沈知禾", card_number="HHW-9", position="记者", consent_on=date(2024, 1, 1))
    byline = (Credit(BylineRole.REPORTER, "小禾", member.pk), Credit(BylineRole.PHOTOGRAPHER, "沈知禾", twin.pk))
    story = make_article("笔名写的", byline=byline)
    links = page(reader, story.address).xpath("//div[@class='art__line']//a[contains(@href, 'reporters')]")
    assert [(a.text_content(), a.get("href")) for a in links] == [
        ("小禾", f"/reporters/{member.pk}/"),
        ("沈知禾", f"/reporters/{twin.pk}/"),
    ]


def test_stories_that_were_out_before_somebody_stood_in_the_register_are_found(
    reader: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed_before, "STEP", 2)
    made = [make_article(f"第{n}篇", byline=MINE) for n in range(4)]
    make_article("转来的", byline=MINE, origin=Origin.REPRINT, source="别报", original_url="https://other.example/a")
    make_article("草稿", byline=MINE, live=False)
    publication.unpublish(made[0].pk, by=signer(), note="核实。")
    person = StaffMember.objects.create(
        name="沈知禾", card_number="HHW-1", position="记者", consent_on=date(2024, 1, 1)
    )
    assert reader.get(f"/reporters/{person.pk}/").status_code == 404
    assert signed_before.find_stories(seconds=0) is True  # the rest is left to the next turn
    while signed_before.find_stories(seconds=0):
        pass
    root = page(reader, f"/reporters/{person.pk}/")
    assert [a.text_content() for a in root.xpath("//main//article//h2/a")] == ["第3篇", "第2篇", "第1篇"]
    before = list(Bylining.objects.order_by("pk").values_list("pk", flat=True))
    signed_before.look_again(person)
    person.save()
    call_command("tidy")
    assert list(Bylining.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_an_old_story_is_not_given_to_a_namesake_who_came_later(make_article: Make, db: None) -> None:
    make_article("旧稿", byline=MINE)
    for card, status in (("HHW-1", StaffStatus.LEFT), ("HHW-2", StaffStatus.ACTIVE)):
        StaffMember.objects.create(
            name="沈知禾", card_number=card, position="记者", status=status, consent_on=date(2024, 1, 1)
        )
    signed_before.find_stories()
    assert not Bylining.objects.exists()
    assert not StaffMember.objects.filter(status=StaffStatus.ACTIVE, looked_through__isnull=False).exists()


def test_a_new_name_in_the_register_is_looked_for(make_article: Make, client: Client) -> None:
    client.force_login(User.objects.create_superuser("root1"))
    make_article("旧稿", byline=MINE)
    person = StaffMember.objects.create(
        name="沈之禾", card_number="HHW-1", position="记者", consent_on=date(2024, 1, 1), looked_through=None
    )
    typed = {
        "name": "沈知禾",
        "card_number": "HHW-1",
        "position": "记者",
        "status": "active",
        "consent_on": "2024-01-01",
    }
    assert client.post(f"/admin/news/staffmember/{person.pk}/change/", typed).status_code == 302
    signed_before.find_stories()
    assert Bylining.objects.filter(staff=person).count() == 1


def test_a_reporters_page_costs_the_same_however_much_was_written(
    reader: Client, make_article: Make, member: StaffMember, django_assert_num_queries: Any
) -> None:
    made = 0
    for count in (1, 24):
        while made < count:
            made += 1
            story = make_article(f"第{made}篇", byline=MINE)
        reader.get("/news/")
        with django_assert_num_queries(3):  # person · stories · chrome
            reader.get(f"/reporters/{member.pk}/")
        with django_assert_num_queries(3 if count == 1 else 4):  # who signed comes with the article
            reader.get(story.address)
