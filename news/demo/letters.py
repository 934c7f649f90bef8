"""Readers' letters of the demo: one of each sort that the desk meets. All names and numbers are invented."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from news.enums import LetterKind, LetterState
from news.models import Letter
from news.rules.letters import CLOSED, DUE_IN, digest_of

# number, code, hours ago, fields
LETTERS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("20261126-R4HT", "204817", 20, {
        "kind": LetterKind.RIGHTS, "subject": "故道晨雾的照片", "url": "/news/yaowen/",
        "body": "文中第二张照片是我拍的，没有署名，也没有问过我。", "name": "田小满", "contact": "tian@mail.example",
        "facts": {"address": "徐州市泉山区某路2号", "evidence": "原图编号7，拍摄于11月2日清晨。", "wanted": "补上署名"},
    }),
    ("20261127-8KQD", "519340", 9, {
        "kind": LetterKind.CORRECTION, "url": "城市书房推进会的那篇", "contact": "13800005678", "name": "许望",
        "body": "文中说书房晚上十点关门，门口牌子写的是九点半。", "facts": {"evidence": "门口的开放时间牌"},
    }),
    ("20261127-5WZC", "880126", 30, {
        "kind": LetterKind.STORY, "subject": "渡口的早市", "name": "田小满", "contact": "13800005678",
        "body": "天还没亮，渡口的摊子已经摆好了。\n\n卖藕的老人说，今年水退得早，藕挖得也早。",
    }),
    ("20261120-M7PX", "336652", 190, {
        "kind": LetterKind.COMPLAINT, "subject": "评论区的广告", "contact": "13900001234",
        "body": "某篇文章的图片里有别家网站的二维码。", "state": LetterState.ANSWERED,
        "answer": "已核实并换下这张图片，感谢提醒。",
    }),
    ("20261121-T3NV", "741095", 170, {
        "kind": LetterKind.ADVERTISE, "name": "某书店", "contact": "0516-00000000", "facts": {"organisation": "某书店"},
        "body": "想在首页做两周的书市预告。", "state": LetterState.WORKING,
    }),
    ("20261128-Z9GB", "662071", 3, {
        "kind": LetterKind.JOIN, "body": "快速上首页 http://a.example http://b.example http://c.example http://d.example",
        "name": "推广", "contact": "x@spam.example", "facts": {"region": "全国"}, "state": LetterState.SUSPECT,
        "suspicions": ["fast", "links"],
    }),
)  # fmt: skip


def demo_letters() -> list[Letter]:
    """Put the letters in that are not there; return the new ones."""
    now, made = timezone.now(), []
    for number, code, hours, fields in LETTERS:
        if Letter.objects.filter(number=number).exists():
            continue
        letter = Letter(number=number, code=code, **fields)
        came = now - timedelta(hours=hours)
        letter.digest = digest_of(letter.kind, letter.subject, letter.body, letter.url)
        if letter.state in CLOSED:
            letter.answered_at = came + timedelta(hours=5)
        elif letter.state != LetterState.SUSPECT:
            letter.due_at = came + DUE_IN[letter.kind]
        letter.save()
        Letter.objects.filter(pk=letter.pk).update(created_at=came)
        made.append(Letter.objects.get(pk=letter.pk))
    return made
