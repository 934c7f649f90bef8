"""Pages on which readers write to the desk and ask how far it is. They show nothing of what was written."""

from dataclasses import dataclass
from datetime import datetime

from news.enums import LetterKind, LetterState
from news.models import Article, Letter
from news.reading.chrome import Chrome, load_chrome
from news.rules.letters import proves, typed_number

# kind → title, what stands above the form, what the button says
WORDS: dict[str, tuple[str, str, str]] = {
    LetterKind.STORY: ("投稿", "写您亲历或核实过的事。采用的稿件会署名，编辑可能作文字上的删改。", "提交稿件"),
    LetterKind.CORRECTION: ("申请更正", "文章哪里写错了，请告诉我们。核实后会改正，并在原文里写明。", "提交更正申请"),
    LetterKind.COMPLAINT: ("投诉举报", "对本网内容、服务或违法和不良信息的投诉举报，请写在这里。", "提交投诉举报"),
    LetterKind.RIGHTS: (
        "侵权通知",
        "认为本网内容侵犯了您的权利，请按下面的项目通知我们，我们会优先处理。任何时候提出都受理，没有期限。",
        "提交侵权通知",
    ),
    LetterKind.ADVERTISE: ("广告咨询", "告诉我们想宣传什么，工作日内会有人与您联系。", "提交咨询"),
    LetterKind.JOIN: ("加盟申请", "想做通讯员或县区代理站点，请介绍一下自己。", "提交申请"),
    LetterKind.IMPOSTOR: (
        "举报冒名采访",
        "有人以本网名义采访、收费或威胁？请告诉我们时间、地点和经过。可以不留姓名。",
        "提交举报",
    ),
}
STATES: dict[str, str] = {
    LetterState.SUSPECT: "已收到",  # what is held is not told to whoever sent it
    LetterState.NEW: "已收到",
    LetterState.WORKING: "办理中",
    LetterState.ANSWERED: "已答复",
    LetterState.REFUSED: "不予受理",
}
MAX_TYPED = 60


def letter_address(kind: str) -> str:
    """Return where the form of a kind is."""
    return "/staff/report/" if kind == LetterKind.IMPOSTOR else f"/contact/{kind}/"


@dataclass(frozen=True)
class LetterPage:
    """A form's page; ``about`` is the article it is about."""

    chrome: Chrome
    kind: str
    title: str
    lead: str
    button: str
    address: str
    about: Article | None


@dataclass(frozen=True)
class ReceivedPage:
    """What a reader takes home: the number and how to ask with it."""

    chrome: Chrome
    title: str
    number: str
    code: str
    by_contact: bool


@dataclass(frozen=True)
class Standing:
    """How far one letter is: kind and state in words, the desk's public answer."""

    number: str
    kind: str
    state: str
    answer: str
    received: datetime
    answered: datetime | None


@dataclass(frozen=True)
class StatusPage:
    """进展查询. ``standing`` None after a question: nothing fits, be it the number or the proof."""

    chrome: Chrome
    number: str
    standing: Standing | None
    asked: bool
    too_often: bool = False


def about(number: str) -> Article | None:
    """Return the live article of this number, None for anything else."""
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return None
    return Article.objects.live().select_related("channel").filter(pk=int(number)).first()


def letter_page(kind: str, article: Article | None = None) -> LetterPage:
    """Compose the page of a form."""
    title, lead, button = WORDS[kind]
    return LetterPage(load_chrome(), kind, title, lead, button, letter_address(kind), article)


def received_page(letter_id: int) -> ReceivedPage | None:
    """Compose the receipt of a letter; None where there is none of this number."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return None
    title = f"{WORDS[letter.kind][0]}：已收到"
    return ReceivedPage(load_chrome(), title, letter.number, letter.code, bool(letter.contact))


def status_page(number: str, proof: str, *, too_often: bool = False) -> StatusPage:
    """Compose what a reader gets who asks with a number and a code, or the last four signs of the contact."""
    typed = typed_number(number[:MAX_TYPED])
    asked = bool(number.strip() and proof.strip())
    standing = _standing(typed, proof[:MAX_TYPED]) if asked and not too_often else None
    return StatusPage(load_chrome(), typed, standing, asked, too_often)


def _standing(number: str, proof: str) -> Standing | None:
    letter = Letter.objects.filter(number=number).first()
    if letter is None or not proves(proof, letter.code, letter.contact):
        return None
    shown = letter.state in {LetterState.ANSWERED, LetterState.REFUSED, LetterState.WORKING}
    return Standing(
        letter.number,
        WORDS[letter.kind][0],
        STATES[letter.state],
        letter.answer if shown else "",
        letter.created_at,
        letter.answered_at,
    )
