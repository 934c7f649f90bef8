"""What readers are asked, a form for each kind of letter. The words are those of the reader's site (Chinese).

Three fields are on every form: ``website`` is seen by programs only, ``stamp`` says when the page was made, and
``consent`` is asked for wherever personal data is. Whatever is suspicious is for the desk to judge; a form refuses
only what it cannot use.
"""

import secrets
import time
from typing import Any, BinaryIO, cast

from django import forms
from django.core.signing import BadSignature, TimestampSigner, b62_decode

from news.enums import LetterKind
from news.errors import BadPicture
from news.forms.picture import ACCEPT, FilesInput
from news.media.verify import CleanPicture, clean_picture
from news.models import Article, Letter
from news.reading.letters import about
from news.rules.letters import FACTS
from news.text.addresses import ARTICLE

MOST_PICTURES = 6
PICTURE_MAX_BYTES = 12 * 2**20
SIGNER = TimestampSigner(salt="news.letter")
NEEDED = "请填写这一项。"
PHONE_OR_MAIL = "电话或邮箱。只用来核实和答复，不公开。"


def new_stamp() -> str:
    """Return what says that a form was made here and now."""
    return SIGNER.sign(secrets.token_urlsafe(6))


def seconds_since(stamp: str) -> float | None:
    """Return how old a stamp is; None for one that is not ours."""
    try:
        SIGNER.unsign(stamp)
    except BadSignature:
        return None
    return time.time() - b62_decode(stamp.rsplit(":", 2)[1])


def article_at(url: str) -> Article | None:
    """Return the live article that an address names, of this site or as somebody copied it; None for anything else."""
    found = ARTICLE.search(url)
    return about(found["id"]) if found else None


class PicturesField(forms.FileField):
    """Up to six pictures, each verified and encoded anew: a list of (file name, CleanPicture)."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, CleanPicture]]:
        """Return the pictures, or say which file is none."""
        files = [item for item in (data if isinstance(data, (list, tuple)) else [data]) if item]
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(f"一次最多{MOST_PICTURES}张图片，您选了{len(files)}张。")
        found, problems = [], []
        for file in files:
            try:
                clean = clean_picture(cast(BinaryIO, file), file.size or 0, PICTURE_MAX_BYTES, file.name or "")
            except BadPicture as error:
                problems.append(f"{file.name}：{error}")
            else:
                found.append((file.name or "", clean))
        if problems:
            raise forms.ValidationError(problems)
        return found


def text(label: str, help_text: str = "", *, most: int = 120, needed: bool = True, **attrs: Any) -> forms.CharField:
    """Return a field of one line."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=most, required=needed, widget=forms.TextInput(attrs=attrs)
    )


def words(label: str, help_text: str = "", *, most: int = 3000, needed: bool = True, rows: int = 6) -> forms.CharField:
    """Return a field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=needed, widget=widget)


class LetterForm(forms.Form):
    """``about`` is the article that the reader came from, None where there is none."""

    kind: LetterKind
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False, label="请勿填写", widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, about: Article | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.about = about
        self.initial.setdefault("stamp", new_stamp())
        self.prepare()
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput):
                continue
            field.error_messages["required"] = NEEDED
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("class", "input")

    def prepare(self) -> None:
        """Fit the fields to the article that the letter is about."""

    @property
    def seconds(self) -> float | None:
        """How long the page was open; None where its stamp is missing or not ours."""
        return seconds_since(self.data.get("stamp", ""))

    @property
    def attached(self) -> list[tuple[str, CleanPicture]]:
        """What came with a valid form."""
        return list(self.cleaned_data.get("pictures") or ())

    def letter(self) -> Letter:
        """Return what a valid form says, unsaved."""
        data = self.cleaned_data
        return Letter(
            kind=self.kind,
            **{name: data.get(name, "") for name in ("subject", "body", "url", "name", "contact")},
            article=self.about or article_at(data.get("url", "")),
            facts={key: data[key] for key in FACTS if data.get(key)},
        )


def consent() -> forms.BooleanField:
    """Return the box by which a reader agrees that the contact is kept."""
    return forms.BooleanField(
        label="我同意本网为处理这封来信保存以上内容和联系方式",
        help_text="联系方式只有编辑部看得到，办结后到期清除。",
        error_messages={"required": "请勾选同意，否则我们不能保存您的联系方式。"},
    )


class StoryForm(LetterForm):
    """投稿."""

    kind = LetterKind.STORY
    field_order = ["subject", "body", "pictures", "name", "contact", "consent"]
    subject = text("标题", most=60)
    body = words("正文", "段落之间换行即可。", most=15_000, rows=14)
    pictures = PicturesField(
        label="图片",
        required=False,
        help_text=f"可以不附。最多{MOST_PICTURES}张，每张不超过12 MB；拍摄地点等信息会清除。",
        widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
    )
    name = text("署名", "采用后写在稿件上。", most=40, autocomplete="name")
    contact = text("联系方式", PHONE_OR_MAIL)
    consent = consent()


class CorrectionForm(LetterForm):
    """更正."""

    kind = LetterKind.CORRECTION
    field_order = ["url", "body", "evidence", "name", "contact", "consent"]
    url = text("文章的网址或标题", most=500)
    body = words("哪里有误，应当怎样", "请引用有误的那一句。")
    evidence = words("依据", "可以不填。例如文件名称、当事人说明、网址。", needed=False, rows=3, most=1000)
    name = text("您的姓名", "可以不填。", most=40, needed=False, autocomplete="name")
    contact = text("联系方式", f"可以不填。{PHONE_OR_MAIL}", needed=False)
    consent = consent()

    def prepare(self) -> None:
        """Ask for no address where the article is known."""
        if self.about:
            del self.fields["url"]


class ComplaintForm(LetterForm):
    """投诉举报."""

    kind = LetterKind.COMPLAINT
    field_order = ["subject", "url", "body", "name", "contact", "consent"]
    subject = text("事由", "例如“某篇文章含有不良信息”“工作人员服务不周”。", most=80)
    url = text("有关的网址", "可以不填。", most=500, needed=False)
    body = words("情况说明", "时间、地点、经过，以及希望怎样处理。")
    name = text("您的姓名", "可以不填。", most=40, needed=False, autocomplete="name")
    contact = text("联系方式", f"可以不填。{PHONE_OR_MAIL}", needed=False)
    consent = consent()


class RightsForm(LetterForm):
    """侵权通知: what 信息网络传播权保护条例, art. 14, wants a notice to hold. It asks for no time limit."""

    kind = LetterKind.RIGHTS
    field_order = ["subject", "url", "body", "evidence", "wanted", "name", "contact", "address", "truthful", "consent"]
    subject = text("涉嫌侵权的文章或图片的标题")
    url = text("所在网址", most=500)
    body = words("您的权利和被侵犯的情况", "您是作者、权利人还是受托人；哪些内容未经许可。")
    evidence = words("构成侵权的初步证明", "首发网址、登记证书号、授权书编号、原图拍摄信息等。", rows=4)
    wanted = text("您的要求", "例如“删除”“断开链接”“改正署名”。", most=80)
    name = text("权利人姓名或名称", most=60, autocomplete="name")
    contact = text("联系方式", PHONE_OR_MAIL)
    address = text("通信地址", most=200)
    truthful = forms.BooleanField(
        label="我对以上内容的真实性负责", error_messages={"required": "法规要求通知人对内容的真实性负责，请勾选。"}
    )
    consent = consent()

    def prepare(self) -> None:
        """Fill in the article's headline and address."""
        if self.about:
            self.initial.setdefault("subject", self.about.title)
            self.initial.setdefault("url", self.about.address)


class AdvertiseForm(LetterForm):
    """广告."""

    kind = LetterKind.ADVERTISE
    field_order = ["organisation", "body", "when", "name", "contact", "consent"]
    organisation = text("单位名称", most=80, autocomplete="organization")
    body = words("想宣传什么", "产品或活动、希望的位置。", most=2000)
    when = text("希望的时间", "例如“12月中旬，两周”。可以不填。", needed=False, most=60)
    name = text("联系人", most=40, autocomplete="name")
    contact = text("联系方式", PHONE_OR_MAIL)
    consent = consent()


class JoinForm(LetterForm):
    """加盟."""

    kind = LetterKind.JOIN
    field_order = ["region", "organisation", "body", "name", "contact", "consent"]
    region = text("所在县区、乡镇", most=60)
    organisation = text("单位名称", "个人可以不填。", needed=False, most=80, autocomplete="organization")
    body = words("介绍自己", "想做通讯员还是代理站点，有哪些条件。", most=3000)
    name = text("姓名", most=40, autocomplete="name")
    contact = text("联系方式", PHONE_OR_MAIL)
    consent = consent()


class ImpostorForm(LetterForm):
    """举报冒名采访: who claims to work for the site. Names and contact are never needed."""

    kind = LetterKind.IMPOSTOR
    field_order = ["subject", "body", "claimed_name", "claimed_card", "contact"]
    subject = text("时间和地点", "例如“11月20日下午，东大街某店”。")
    body = words("经过", "对方说了什么、要求了什么。有收据、聊天记录的请保存好。", most=2000)
    claimed_name = text("对方自称的姓名", needed=False, most=60)
    claimed_card = text("对方出示的证件号", needed=False, most=60)
    contact = text("您的联系方式", f"可以不留。{PHONE_OR_MAIL}", needed=False)


FORMS: dict[str, type[LetterForm]] = {
    form.kind: form
    for form in (StoryForm, CorrectionForm, ComplaintForm, RightsForm, AdvertiseForm, JoinForm, ImpostorForm)
}
