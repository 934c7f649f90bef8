"""Group robots: which addresses pass, what is sent, how it is signed, what a service's answer means."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from news.distribution.problems import Undelivered
from news.distribution.robots import LONGEST_ANSWER, MOST_BYTES, https, request_for, say
from news.models import Robot
from tests.distribution.conftest import URLS, Service

pytestmark = pytest.mark.django_db
Make = Callable[..., Robot]
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
FOREIGN = [
    f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com:443/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key={KEY}",
    f"https://user@qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key={KEY}",
    f"https://xqyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com./cgi-bin/webhook/send?key={KEY}",
    f"https://QYAPI.WEIXIN.QQ.COM/cgi-bin/webhook/send?key={KEY}",
    f"https://qyаpi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",  # a Cyrillic а
    f"https://qyapi.weixin.qq.com\\@127.0.0.1/cgi-bin/webhook/send?key={KEY}",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/../gettoken?key={KEY}",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&debug=1",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}#x",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}\r\nX: y",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}\n",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}%0d%0a",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
    "https://169.254.169.254/latest/meta-data/",
    "https://127.0.0.1/",
    "file:///etc/passwd",
    URLS["feishu"],
    "",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_any_other_address_is_refused_when_kept_and_when_used(robot: Make, service: Service, url: str) -> None:
    row = robot(url=url)
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(Undelivered) as refused:
        say(row, "试", connect=service.connect)
    assert refused.value.final
    assert service.asked == []
    assert row.masked_url == "••••"


@pytest.mark.parametrize("kind", URLS)
def test_own_address_passes_and_is_shown_without_its_key(robot: Make, kind: str) -> None:
    row = robot(kind)
    row.full_clean()
    key = URLS[kind].split("=")[-1].split("/")[-1]
    assert key not in row.masked_url
    assert row.masked_url.endswith(f"••••{key[-4:]}")


def test_message_has_the_shape_that_each_service_documents(robot: Make, service: Service) -> None:
    say(robot("wecom"), "有稿待审", connect=service.connect)
    say(robot("dingtalk"), "有稿待审", connect=service.connect)
    service.answer = (200, {}, b'{"code":0,"msg":"success","data":{}}')
    say(robot("feishu"), "有稿待审", connect=service.connect)
    assert service.asked == [
        (
            "qyapi.weixin.qq.com",
            f"/cgi-bin/webhook/send?key={KEY}",
            {"msgtype": "text", "text": {"content": "有稿待审"}},
        ),
        (
            "oapi.dingtalk.com",
            "/robot/send?access_token=abcdef0123456789",
            {"msgtype": "text", "text": {"content": "有稿待审"}},
        ),
        (
            "open.feishu.cn",
            "/open-apis/bot/v2/hook/12345678-aaaa-bbbb-cccc-ddddeeeeffff",
            {"msg_type": "text", "content": {"text": "有稿待审"}},
        ),
    ]


def openssl(key: str, message: str) -> str:
    """Return the base64 of HMAC-SHA256, reckoned by another program."""
    hexed = key.encode().hex()
    command = f"openssl dgst -sha256 -mac HMAC -macopt hexkey:{hexed} -binary | base64 -w0"
    done = subprocess.run(["bash", "-c", command], input=message.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def test_dingtalk_signature_is_in_the_address(robot: Make) -> None:
    path, body = request_for(robot("dingtalk", secret="SEC000"), "试", 1795000000.123)
    sign = openssl("SEC000", "1795000000123\nSEC000")
    quoted = sign.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    assert path == f"/robot/send?access_token=abcdef0123456789&timestamp=1795000000123&sign={quoted}"
    assert body == {"msgtype": "text", "text": {"content": "试"}}


def test_feishu_signature_is_in_the_body(robot: Make) -> None:
    _path, body = request_for(robot("feishu", secret="飞书密钥"), "试", 1795000000.9)
    assert body == {
        "timestamp": "1795000000",
        "sign": openssl("1795000000\n飞书密钥", ""),
        "msg_type": "text",
        "content": {"text": "试"},
    }


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("wecom", '{"errcode":93000,"errmsg":"invalid webhook url"}', "没有这个机器人"),
        ("wecom", '{"errcode":45009,"errmsg":"api freq out of limit"}', "消息太多"),
        ("dingtalk", '{"errcode":310000,"errmsg":"sign not match"}', "签名不对"),
        ("dingtalk", '{"errcode":310000,"errmsg":"keywords not in content"}', "关键词"),
        ("dingtalk", '{"errcode":300001,"errmsg":"token is not exist"}', "没有这个机器人"),
        ("feishu", '{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}', "签名不对"),
        ("feishu", '{"code":19024,"msg":"Key Words Not Found"}', "关键词"),
        ("feishu", '{"code":19022,"msg":"Ip Not Allowed"}', "白名单"),
        ("wecom", '{"errcode":40058,"errmsg":"content exceed max length"}', "拒收"),
    ],
)
def test_a_services_error_is_told_in_plain_words(
    robot: Make, service: Service, kind: str, answer: str, words: str
) -> None:
    service.answer = (200, {}, answer.encode())
    with pytest.raises(Undelivered) as refused:
        say(robot(kind), "试", connect=service.connect)
    assert words in str(refused.value)
    assert not refused.value.final


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "没有跟随"),
        ((307, {"Location": "https://evil.example/"}, b'{"errcode":0}'), "没有跟随"),
        ((500, {}, b"oops"), "HTTP 500"),
        ((200, {}, b"<html>"), "不是预期的内容"),
        ((200, {}, b"[]"), "不是预期的内容"),
        ((200, {}, b'{"errcode":0' + b" " * LONGEST_ANSWER + b"}"), "不是预期的内容"),
    ],
)
def test_whatever_else_is_answered_is_no_delivery(robot: Make, service: Service, answer: Any, words: str) -> None:
    service.answer = answer
    with pytest.raises(Undelivered, match=words):
        say(robot(), "试", connect=service.connect)
    assert len(service.asked) == 1


def test_service_that_is_away_is_told_by_its_host_not_by_its_key(robot: Make, service: Service) -> None:
    service.port = 1
    with pytest.raises(Undelivered) as refused:
        say(robot(), "试", connect=service.connect)
    assert "qyapi.weixin.qq.com" in str(refused.value)
    assert KEY not in str(refused.value)


def test_a_long_headline_is_cut_and_the_link_stays_whole(robot: Make) -> None:
    text = "《" + "长" * 3000 + "》\n待初审\nhttps://news.example/admin/queue/?a=1"
    body = request_for(robot(), text, 0)[1]["text"]["content"]
    assert len(body.encode()) <= MOST_BYTES
    assert body.endswith("…\n待初审\nhttps://news.example/admin/queue/?a=1")


def test_the_real_connection_checks_certificates_and_knows_one_port() -> None:
    connection: Any = https("open.feishu.cn")
    assert (connection.host, connection.port, connection.timeout) == ("open.feishu.cn", 443, 5)
    assert connection._context.check_hostname
