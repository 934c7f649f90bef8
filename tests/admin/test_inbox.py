"""The inbox, the bell and the page of group robots, as people see them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.admin.inbox import PER_PAGE
from news.admin.robots import RobotAdmin
from news.models import Article, AuditEntry, Channel, Delivery, DeskProfile, Notice, Robot, SiteIdentity
from tests.distribution.conftest import URLS, Service, service

__all__ = ["service"]

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def told(make_article: Make, reporter: User) -> Callable[..., Notice]:
    """Return a function that tells the reporter something."""
    story = make_article("夜市开张", live=False)

    def make(**fields: Any) -> Notice:
        facts = {"person": reporter, "kind": "returned", "title": "夜市开张", "actor_name": "顾青简", "article": story}
        return Notice.objects.create(**{**facts, **fields})

    return make


def page_of(client: Client, address: str = "/admin/inbox/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notice_says_what_happened_why_and_leads_to_the_story(pen: Client, told: Any) -> None:
    notice = told(note="缺来源，请补。")
    page = page_of(pen)
    for words in ("夜市开张", "顾青简退改", "缺来源，请补。", "未读：", "1 条未读"):
        assert words in page
    answer = pen.post(f"/admin/inbox/{notice.pk}/open/")
    assert answer["Location"] == f"/admin/news/article/{notice.article_id}/change/"
    page = page_of(pen)
    assert "未读：" not in page
    assert "条未读" not in page


@pytest.mark.parametrize("kind", ["submitted", "overdue"])
def test_what_waits_for_a_review_leads_to_the_queue(pen: Client, told: Any, kind: str) -> None:
    notice = told(kind=kind, level="first")
    assert pen.post(f"/admin/inbox/{notice.pk}/open/")["Location"] == f"/admin/queue/?a={notice.article_id}"


def test_looking_changes_nothing_and_others_notices_are_not_there(pen: Client, desk: Client, told: Any) -> None:
    notice = told()
    page_of(pen)
    assert pen.get(f"/admin/inbox/{notice.pk}/open/").status_code == 405
    assert pen.get("/admin/inbox/read/").status_code == 405
    assert pen.get("/admin/inbox/mail/").status_code == 405
    assert desk.post(f"/admin/inbox/{notice.pk}/open/").status_code == 404
    assert "顾青简退改" not in page_of(desk)
    desk.post("/admin/inbox/read/", {"up_to": notice.pk})
    assert Notice.objects.unread().count() == 1


def test_who_is_not_signed_in_is_sent_to_the_door(client: Client) -> None:
    for address in ("/admin/inbox/", "/admin/inbox/read/", "/admin/inbox/1/open/", "/admin/inbox/mail/"):
        assert "/admin/login/" in client.post(address)["Location"]


def test_all_are_marked_as_read_up_to_what_was_shown(pen: Client, told: Any) -> None:
    shown = [told() for _each in range(3)][-1]
    assert f'name="up_to" value="{shown.pk}"' in page_of(pen)
    late = told(title="刚刚到的")
    pen.post("/admin/inbox/read/", {"up_to": shown.pk})
    assert list(Notice.objects.unread()) == [late]
    for odd in ("", "x", "9" * 40):
        assert pen.post("/admin/inbox/read/", {"up_to": odd}).status_code == 302


def test_pages_follow_one_another_without_gap_or_repetition(pen: Client, told: Any) -> None:
    titles = [f"第{n}条消息" for n in range(2 * PER_PAGE + 5)]
    for place, title in enumerate(titles):
        told(title=title, read_at=timezone.now() if place % 2 else None)
    found, address = [], "/admin/inbox/"
    for _turn in range(5):
        answer = pen.get(address)
        found += [line.notice.title for line in answer.context["lines"]]
        if not answer.context["next"]:
            break
        address = f"/admin/inbox/?before={answer.context['next']}"
    assert found == titles[::-1]
    unread = pen.get("/admin/inbox/?unread=1")
    assert {line.notice.title for line in unread.context["lines"]} <= set(titles[::2])
    assert "unread=1" in unread.content.decode().split("更早")[0].rsplit("href", 1)[1]


@pytest.mark.parametrize("rows", [3, 300])
def test_inbox_costs_the_same_however_full_it_is(
    pen: Client, told: Any, site: SiteIdentity, rows: int, django_assert_max_num_queries: Any
) -> None:
    one = told()
    Notice.objects.bulk_create(
        Notice(person=one.person, article=one.article, kind="passed", title=f"{n}") for n in range(rows)
    )
    with django_assert_max_num_queries(8):  # session, person, rights, notices, name with bell, wish for mail
        page_of(pen)


def test_bell_is_on_every_page_and_costs_no_query(pen: Client, told: Any, reporter: User) -> None:
    pages = ["/admin/", "/admin/news/article/", "/admin/password_change/"]
    costs = []
    for number, text in ((0, None), (3, "3"), (150, "99+")):
        Notice.objects.all().delete()
        if number:
            one = told()
            Notice.objects.bulk_create(
                Notice(person=reporter, article=one.article, kind="passed", title="x") for _each in range(number - 1)
            )
        cost = []
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                page = page_of(pen, address)
            cost.append(len(asked))
            assert sum('"news_notice"' in query["sql"] for query in asked) == 1  # in one with the site's name
            assert ("条未读" in page) is bool(text)
            if text:
                assert f"我的消息，{text} 条未读" in page
        costs.append(cost)
    assert costs[0] == costs[1] == costs[2]


def test_mail_is_offered_only_where_it_can_be_had(pen: Client, reporter: User, settings: Any, told: Any) -> None:
    assert "没有配置发信服务器" in page_of(pen)
    settings.MAIL_ON = True
    assert "没有邮箱" in page_of(pen)
    User.objects.filter(pk=reporter.pk).update(email="shen@hewan.example")
    assert "可同时发到 shen@hewan.example" in page_of(pen)
    pen.post("/admin/inbox/mail/", {"wanted": "1"})
    assert DeskProfile.objects.get(person=reporter).mail_notices
    assert "同时发到 shen@hewan.example" in page_of(pen)
    now = timezone.now()
    Delivery.objects.create(
        person=reporter,
        article=told().article,
        kind="passed",
        title="x",
        created_at=now,
        due_at=now,
        error="邮件服务器没有收下",
    )
    assert "上一封邮件没有送达： 邮件服务器没有收下" in page_of(pen)
    pen.post("/admin/inbox/mail/", {"wanted": "0"})
    assert not DeskProfile.objects.get(person=reporter).mail_notices


# group robots


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "要闻群",
        "kind": "wecom",
        "url": URLS["wecom"],
        "kinds": ["submitted", "overdue"],
        "active": "on",
        **changes,
    }


def test_robot_is_added_and_its_key_and_secret_are_never_shown_again(desk: Client, yaowen: Channel) -> None:
    desk.post(
        "/admin/news/robot/add/", form(kind="dingtalk", url=URLS["dingtalk"], secret="SEC-geheim", channel=yaowen.pk)
    )
    row = Robot.objects.get()
    assert (row.secret, row.kinds, row.channel) == ("SEC-geheim", ["submitted", "overdue"], yaowen)
    for address in ("/admin/news/robot/", f"/admin/news/robot/{row.pk}/change/"):
        page = page_of(desk, address)
        assert "SEC-geheim" not in page
        assert "abcdef0123456789" not in page
        assert "••••6789" in page
    assert "geheim" not in str(list(AuditEntry.objects.values()))
    assert "abcdef0123456789" not in str(list(AuditEntry.objects.values()))


def test_empty_address_and_secret_keep_what_there_is(desk: Client) -> None:
    row = Robot.objects.create(name="群", kind="feishu", url=URLS["feishu"], secret="alt", kinds=["passed"])
    address = f"/admin/news/robot/{row.pk}/change/"
    desk.post(address, form(name="新名", kind="feishu", url="", secret=""))
    row.refresh_from_db()
    assert (row.name, row.url, row.secret) == ("新名", URLS["feishu"], "alt")
    desk.post(address, form(kind="feishu", url="", secret="neu"))
    row.refresh_from_db()
    assert row.secret == "neu"
    desk.post(address, form(kind="feishu", url="", secret="", forget_secret="on"))
    row.refresh_from_db()
    assert row.secret == ""
    page = desk.post(address, form(kind="wecom", url="")).content.decode()  # the kept address is another service's
    assert "后接密钥" in page


@pytest.mark.parametrize(
    "url", ["http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678", "https://127.0.0.1/x", URLS["feishu"], ""]
)
def test_another_address_is_refused_in_the_form(desk: Client, url: str) -> None:
    answer = desk.post("/admin/news/robot/add/", form(url=url))
    assert answer.status_code == 200
    assert not Robot.objects.exists()


def test_test_message_shows_what_the_service_says(
    desk: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Robot.objects.create(name="群", kind="wecom", url=URLS["wecom"], kinds=["passed"])
    monkeypatch.setattr(RobotAdmin, "connect", staticmethod(service.connect))
    address = f"/admin/news/robot/{row.pk}/test/"
    assert desk.get(address).status_code == 405
    page = desk.post(address, follow=True).content.decode()
    assert "服务已收下" in page
    assert service.texts() == ["采编系统的测试消息，由顾青简发出。"]
    service.answer = (200, {}, b'{"errcode":93000,"errmsg":"invalid webhook url"}')
    page = desk.post(address, follow=True).content.decode()
    assert "没有送达。企业微信：没有这个机器人，请到群里重新复制地址（93000 invalid webhook url）" in page
    row.refresh_from_db()
    assert "93000" in row.last_error


def test_only_who_keeps_the_robots_sees_them(pen: Client, service: Service, client: Client) -> None:
    row = Robot.objects.create(name="群", kind="wecom", url=URLS["wecom"], kinds=["passed"])
    for address in ("/admin/news/robot/", f"/admin/news/robot/{row.pk}/change/"):
        assert pen.get(address).status_code == 403
    assert pen.post(f"/admin/news/robot/{row.pk}/test/").status_code == 403
    assert "/admin/news/robot/" not in page_of(pen, "/admin/")
    viewer = User.objects.create_user("viewer", is_staff=True)

    viewer.user_permissions.add(Permission.objects.get(codename="view_robot"))
    client.force_login(viewer)
    page = page_of(client, f"/admin/news/robot/{row.pk}/change/")
    assert KEY not in page
    assert client.post(f"/admin/news/robot/{row.pk}/test/").status_code == 403


def test_list_of_robots_costs_the_same_for_many(desk: Client, yaowen: Channel) -> None:
    costs = []
    for size in (1, 30):
        while Robot.objects.count() < size:
            Robot.objects.create(name="群", kind="wecom", url=URLS["wecom"], kinds=["passed"], channel=yaowen)
        with CaptureQueriesContext(connection) as asked:
            page_of(desk, "/admin/news/robot/")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_site_manager_may_keep_robots(db: None, client: Client) -> None:
    manager = User.objects.create_user("manager", is_staff=True)
    manager.groups.add(Group.objects.get(name="site"))
    client.force_login(manager)
    client.post("/admin/news/robot/add/", form())
    assert Robot.objects.count() == 1


def test_the_bell_leaves_out_what_the_queue_counts_but_the_inbox_shows_it(pen: Client, told: Any) -> None:
    told(kind="submitted", level="first")
    page = page_of(pen)
    assert "条未读" not in page
    assert "未读：" in page
    assert "全部标为已读" in page
    told(kind="overdue", level="first")
    told(kind="returned")
    assert "我的消息，2 条未读" in page_of(pen)
