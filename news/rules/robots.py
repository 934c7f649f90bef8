"""Which webhook addresses a group robot may have: exactly those of three services, and nothing beside the key."""

import re

from django.utils.translation import gettext as _

from news.enums import RobotKind
from news.errors import BadInput

# service → (host, what stands before the key). Sources: developer.work.weixin.qq.com/document/path/91770,
# open.dingtalk.com/document/robots/custom-robot-access, open.feishu.cn/document (自定义机器人使用指南).
SERVICES: dict[str, tuple[str, str]] = {
    RobotKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key="),
    RobotKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send?access_token="),
    RobotKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/"),
}
_KEY = re.compile(r"[A-Za-z0-9_-]{8,200}", re.ASCII)


def webhook_key(kind: str, url: str) -> str:
    """Return the key in a webhook address. Raises BadInput unless all else is the service's own, letter by letter.

    No other scheme, host, port, user, path, parameter or fragment can pass: the server never asks another machine.
    """
    if kind not in SERVICES:
        raise BadInput(_("Choose the service: WeCom, DingTalk or Feishu."), "kind")
    host, path = SERVICES[kind]
    start = f"https://{host}{path}"
    if not url.startswith(start) or not _KEY.fullmatch(url[len(start) :]):
        raise BadInput(
            _("Copy the address from the group's robot; for %(service)s it is %(start)s followed by the key.")
            % {"service": RobotKind(kind).label, "start": start},
            "url",
        )
    return url[len(start) :]


def masked(kind: str, url: str) -> str:
    """Return the address with the key hidden but for its last four signs; no part of one that is not legal."""
    try:
        key = webhook_key(kind, url)
    except BadInput:
        return "••••"
    host, path = SERVICES[kind]
    return f"https://{host}{path}••••{key[-4:]}"
