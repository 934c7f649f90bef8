"""Group robots of WeCom, DingTalk and Feishu: the shape of a message, its signature, what the service answers.

Shapes and signatures: developer.work.weixin.qq.com/document/path/91770; open.dingtalk.com/document/robots/
custom-robot-access and customize-robot-security-settings; open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.
"""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from django.utils.translation import gettext as _

from news.distribution.problems import Undelivered
from news.enums import RobotKind
from news.errors import BadInput
from news.models import Robot
from news.rules.robots import SERVICES, webhook_key

TIMEOUT = 5  # seconds to connect, and again for the whole answer
LONGEST_ANSWER = 16 * 1024
MOST_BYTES = 2000  # WeCom takes 2048 bytes of text, the others more
Connect = Callable[[str], http.client.HTTPConnection]


def https(host: str) -> http.client.HTTPConnection:
    """Return a connection to the host's port 443 that checks its certificate and follows nothing."""
    return http.client.HTTPSConnection(host, 443, timeout=TIMEOUT, context=ssl.create_default_context())


def say(robot: Robot, text: str, *, connect: Connect = https, now: float | None = None) -> None:
    """Write ``text`` into the robot's group. Raises Undelivered.

    ``connect`` is given the host, which is one of three whatever the row says; ``now`` is the time in seconds.
    """
    path, body = request_for(robot, text, time.time() if now is None else now)
    host = SERVICES[robot.kind][0]
    status, answer = _post(connect, host, path, json.dumps(body, ensure_ascii=False).encode())
    service = str(RobotKind(robot.kind).label)
    if 300 <= status < 400:
        raise Undelivered(
            _("%(service)s sent the message elsewhere (HTTP %(status)d); it was not followed.")
            % {"service": service, "status": status}
        )
    code, said = _verdict(answer)
    if status != 200 or code is None:
        raise Undelivered(
            _("%(service)s did not answer as expected (HTTP %(status)d).") % {"service": service, "status": status}
        )
    if code != 0:
        raise Undelivered(f"{service}：{_meaning(robot.kind, code, said)}（{code} {said}）")


def request_for(robot: Robot, text: str, now: float) -> tuple[str, dict[str, Any]]:
    """Return path with query, and body, of the request. Raises Undelivered where the address is not allowed."""
    try:
        key = webhook_key(robot.kind, robot.url)
    except BadInput as error:
        raise Undelivered(str(error), final=True) from error
    path, text = f"{SERVICES[robot.kind][1]}{key}", _cut(text)
    if robot.kind == RobotKind.FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if robot.secret:
            stamp = str(int(now))
            body = {"timestamp": stamp, "sign": _feishu_sign(robot.secret, stamp), **body}
        return path, body
    if robot.kind == RobotKind.DINGTALK and robot.secret:
        stamp = str(int(now * 1000))
        path += f"&timestamp={stamp}&sign={quote_plus(_dingtalk_sign(robot.secret, stamp))}"
    return path, {"msgtype": "text", "text": {"content": text}}


def _dingtalk_sign(secret: str, stamp: str) -> str:
    """HMAC-SHA256 of “milliseconds, line feed, secret”, keyed with the secret."""
    return _base64(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest())


def _feishu_sign(secret: str, stamp: str) -> str:
    """HMAC-SHA256 of nothing, keyed with “seconds, line feed, secret”."""
    return _base64(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest())


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _cut(text: str) -> str:
    """Shorten the first line, a headline, until the message is small enough: the link at the end stays whole."""
    over = len(text.encode()) - MOST_BYTES
    if over <= 0:
        return text
    first, _line, rest = text.partition("\n")
    kept = first.encode()[: max(0, len(first.encode()) - over - 3)].decode(errors="ignore")
    return f"{kept}…\n{rest}"


def _post(connect: Connect, host: str, path: str, body: bytes) -> tuple[int, bytes]:
    try:
        connection = connect(host)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
            response = connection.getresponse()
            return response.status, _bounded(response)
        finally:
            connection.close()
    except ssl.SSLError as error:
        raise Undelivered(
            _("The connection to %(host)s is not safe; check certificates and clock.") % {"host": host}
        ) from error
    except TimeoutError as error:
        raise Undelivered(_("%(host)s did not answer within %(n)d seconds.") % {"host": host, "n": TIMEOUT}) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Undelivered(_("%(host)s cannot be reached from this server.") % {"host": host}) from error


def _bounded(response: http.client.HTTPResponse) -> bytes:
    """Read the answer, at most LONGEST_ANSWER bytes and TIMEOUT seconds of it."""
    until, parts, size = time.monotonic() + TIMEOUT, [], 0
    while size < LONGEST_ANSWER and (part := response.read1(LONGEST_ANSWER - size)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(parts)


def _verdict(answer: bytes) -> tuple[int | None, str]:
    """Return the service's code (0: delivered; None: no answer that we know) and its words."""
    try:
        data = json.loads(answer)
    except ValueError:
        return None, ""
    if not isinstance(data, dict):
        return None, ""
    for name, words in (("errcode", "errmsg"), ("code", "msg"), ("StatusCode", "StatusMessage")):
        if isinstance(data.get(name), int):
            return data[name], " ".join(str(data.get(words, "")).split())[:120]
    return None, ""


def _meaning(kind: str, code: int, said: str) -> str:
    """Return in plain words what a service's error means to whoever looks after the group."""
    said = said.lower()
    if "keyword" in said or "key words" in said or (kind == RobotKind.FEISHU and code == 19024):
        return _("the robot takes only messages with certain keywords; use the signing secret instead")
    if "sign" in said or "timestamp" in said or (kind == RobotKind.FEISHU and code == 19021):
        return _("the signature does not fit; check the signing secret and the server's clock")
    if (kind, code) in {(RobotKind.DINGTALK, 310000), (RobotKind.FEISHU, 19022)} or "whitelist" in said:
        return _("this server's address is not among those that the robot takes")
    if (kind, code) in {(RobotKind.WECOM, 93000), (RobotKind.DINGTALK, 300001), (RobotKind.FEISHU, 19001)} or (
        "token is not exist" in said or "invalid webhook" in said
    ):
        return _("there is no such robot; copy the address from the group again")
    if (kind, code) in {
        (RobotKind.WECOM, 45009),
        (RobotKind.DINGTALK, 130101),
        (RobotKind.DINGTALK, 410100),
        (RobotKind.DINGTALK, 660026),
        (RobotKind.FEISHU, 9499),
        (RobotKind.FEISHU, 11232),
    }:
        return _("too many messages in a short time; it is tried again later")
    return _("the message was refused")
