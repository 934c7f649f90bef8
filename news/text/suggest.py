"""What a text suggests for its own fields: keywords, and a summary from its lead. Nothing here asks a database."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import rjieba

from news.text.excerpt import count_characters, plain_text
from news.text.keywords import MAX_NAME, keyword_key, keyword_name
from news.text.markup import parse

MOST = 8  # keywords at once
READ = 2000  # characters of the body that are looked at: news stands at the top
IN_TITLE = 3  # a word of the headline counts as three of the text
LONGEST = 4  # words in a row that may be one keyword: 淮海 经济区 协同 发展
COUNTED = 500  # stories of a keyword are counted up to here
SUMMARY = 90  # 字
SHORT_LEAD = 30  # 字; a lead below that takes the next paragraph along

# jieba's tags: nouns and names, and letters with digits (5G)
NOUNS = frozenset("n nr nrt nrfg ns nt nz vn eng j".split())
NAMES = frozenset("nr nrt nrfg".split())
# 的, 在, 和, 我们, 了: inside a keyword, never at its ends
LINKING = frozenset("u uj ul uv ud ug uz p c r y e o".split())
BREAK = re.compile(r"[^\w ·+&#.-]")
# Words that stand in any story and say nothing of this one.
COMMON = frozenset(
    "记者 通讯员 网讯 报道 本报 本网 本市 本报讯 全市 全省 全国 全县 全区 我市 我省 我国 我县 我区 工作 工作人员 情况 "
    "问题 方面 时候 时间 单位 部门 人员 人们 群众 市民 居民 大家 现场 同时 目前 当天 今年 去年 明年 活动 会议 负责人 "
    "相关 过程 结果 内容 部分 地方 东西 事情 原因 条件 作用 意义 水平 能力 基础 关系 措施 先生 女士 老师 同志 领导 "
    "主任 书记 市长 局长 建设 发展 推进 工程 项目 方式 方法 方案 服务 管理 生活 社会 国家 世界 地区 重点 目标 任务 "
    "要求 图片 图为 来源 编辑 责任编辑".split()
)

# The head of a lead: 黄淮网讯（记者 …） · 本报讯 · 【黄淮网讯】 · 新华社北京12月20日电（记者 …） · 黄淮网（沈知禾）
PEOPLE = r"[（(][^（()）。]{1,60}[)）]"
WORD = r"[^\s，。！？：；、“”（()）【】]"
HEAD = re.compile(
    r"^\s*(?:[【\[][^】\]]{1,20}(?:讯|电|消息|报道)[】\]]"
    rf"|(?:(?:新华社|中新社|中新网){WORD}{{0,16}}?电|{WORD}{{0,20}}?[网报社刊台日](?:讯|电|消息))(?=[\s（(：:\d])"
    rf"\s*(?:{PEOPLE})?"
    rf"|{WORD}{{1,6}}[网报社台][（(](?![含附包以即又原见如共不下简])(?:(?:记者|通讯员)?\s*[一-鿿·]{{2,5}}[\s、]*){{1,6}}[)）]"
    r")\s*[：:]?\s*"
)
# a byline before it or without it: （记者 …） · 本报记者 … 报道：
CREDIT = re.compile(
    r"^\s*(?:[（(](?=[^)）]*(?:记者|通讯员|作者|编辑|摄影))[^（()）。]{1,60}[)）]"
    r"|(?:本[报网台刊])?(?:记者|通讯员|特约记者)[\s:：][^，。！？]{1,40}?(?:报道|文/图|摄影报道)\s*[：:]?)\s*"
)
SENTENCE = re.compile(r".*?[。！？!?…]+[”’」』）)》]*|.+$", re.DOTALL)
PAIRS = tuple(map(tuple, ("“”", "‘’", "「」", "『』", "（）", "()", "《》")))
ENDS = re.compile(r"[。！？!?…][”’」』）)》]*$")
CLAUSE = re.compile(r"[，；,;：:]")


class House(NamedTuple):
    """A keyword that the newsroom has: its name as it is written, and how many stories bear it, counted up to 500."""

    name: str
    stories: int


class Counted(NamedTuple):
    """The words of a story: ``grams`` are keys of what may be a keyword of the house, with their weighted counts;
    ``terms`` the same for nouns, names and rows of them as they are written."""

    grams: Counter[str]
    terms: Counter[str]


def counted(title: str, markup: str) -> Counted:
    """Cut headline and body into words and count what may be a keyword, a word of the headline three times.

    Bylines and datelines are left out; of the body its first 2,000 characters are read.
    """
    grams: Counter[str] = Counter()
    terms: Counter[str] = Counter()
    rows: Counter[str] = Counter()  # terms of several words, each place once
    lines = [_without_head(line) for line in plain_text(markup)[:READ].split("\n")]
    for line, weight in ((title, IN_TITLE), *((line, 1) for line in lines)):
        for run in _runs(line):
            for start in range(len(run)):
                for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                    _count(run[start:end], weight, grams, terms, rows)
    for name, places in rows.items():
        if places < 2:  # said once it is a sentence, not a name
            del terms[name]
    return Counted(grams, terms)


def suggest_keywords(words: Counted, house: Mapping[str, House], have: Iterable[str] = ()) -> list[str]:
    """Return at most 8 names, best first: the house's own keywords that stand in the text, then other terms.

    The figure is TF-IDF: the weighted count × (ln((1 + N) / (1 + n)) + 1), n the stories that bear the keyword
    (Spärck Jones, Journal of Documentation 28, 1972; smoothed by one as scikit-learn's TfidfTransformer does). Stories
    are counted up to N = 500: a keyword of as many is as usual as one gets. A word that is no keyword yet has n = 0,
    so among those the count alone decides; they must stand twice in the text or once in the headline. What ``house``
    maps is the key of a keyword; ``have`` are names that are there already. A part of a longer name that stands
    nowhere else is left out (书房 of 城市书房).
    """
    known = {key: words.grams[key] for key in house if words.grams[key]}
    known = {key: n for key, n in known.items() if not _is_part(key, n, known)}
    idf = {key: math.log((1 + COUNTED) / (1 + min(house[key].stories, COUNTED))) + 1 for key in known}
    own = sorted(known, key=lambda key: (-known[key] * idf[key], -len(key)))
    terms = {name: n for name, n in words.terms.items() if n >= 2}
    terms = {name: n for name, n in terms.items() if not _is_part(name, n, terms)}
    new = sorted(terms, key=lambda name: (-terms[name], -len(name)))
    found: list[str] = []
    taken = {keyword_key(name) for name in have}
    for name in (*(house[key].name for key in own), *map(keyword_name, new)):
        key = keyword_key(name)
        if key not in taken and not any(key in keyword_key(other) for other in found):
            taken.add(key)
            found.append(name)
    return found[:MOST]


def suggest_summary(markup: str, limit: int = SUMMARY) -> str:
    """Return the first whole sentences of the lead, at most ``limit`` 字; '' where the text has no sentence.

    The lead is the first paragraph that ends like a sentence; head and byline (黄淮网讯（记者 …）) are taken off. A
    very short lead takes the next paragraph along. No cut falls inside a quotation. Where the first sentence alone is
    too long it is cut at its last comma that fits and ends with “……”, so that an editor sees that it must be ended.
    """
    taken = ""
    for paragraph in _paragraphs(markup):
        text = _without_head(paragraph)
        if not ENDS.search(text):
            continue
        more = _sentences(text, limit - count_characters(taken))
        if not taken and not more:
            return _clauses(text, limit)
        taken += more
        if count_characters(taken) >= SHORT_LEAD or not more:
            break
    return taken


def _paragraphs(markup: str) -> list[str]:
    if not markup.strip():
        return []
    inside = ("figure", "table", "blockquote", "li")
    root = parse(markup)
    paragraphs = (p for p in root.iter("p") if not any(up.tag in inside for up in p.iterancestors()))
    return [" ".join(p.text_content().split()) for p in paragraphs]


def _without_head(text: str) -> str:
    """Take head and byline off, in either order; a text that has none comes back stripped."""
    for pattern in (CREDIT, HEAD, CREDIT):
        text = pattern.sub("", text, count=1)
    return text.strip()


def _sentences(text: str, limit: int) -> str:
    """Return as many sentences from the start as fit, ended where no bracket or quotation is open."""
    if count_characters(text) <= limit:
        return text
    best = taken = ""
    for sentence in SENTENCE.findall(text):
        taken += sentence
        if count_characters(taken) > limit:
            break
        if all(taken.count(pair[0]) == taken.count(pair[1]) for pair in PAIRS):
            best = taken
    return best.strip()


def _clauses(text: str, limit: int) -> str:
    """Return the clauses from the start that fit, with an ellipsis; '' where not even one does."""
    best = ""
    for sign in CLAUSE.finditer(text):
        if count_characters(text[: sign.start()]) + 2 > limit:
            break
        best = text[: sign.start()]
    return f"{best}……" if best else ""


def _runs(line: str) -> list[list[tuple[str, str]]]:
    """Return the words of a line with their tags, parted where a sign stands."""
    runs: list[list[tuple[str, str]]] = [[]]
    for word, tag in rjieba.tag(line):
        if BREAK.search(word):
            runs.append([])
        else:
            runs[-1].append((word, tag))
    return [run for run in runs if run]


def _count(
    row: list[tuple[str, str]], weight: int, grams: Counter[str], terms: Counter[str], rows: Counter[str]
) -> None:
    name, first, last = "".join(word for word, _tag in row), row[0][1], row[-1][1]
    if name != name.strip() or not 2 <= len(name) <= MAX_NAME:
        return
    if len(row) == 1 or not {first, last} & LINKING:
        grams[keyword_key(name)] += weight
    if _is_term(name, row):
        terms[name] += weight
        if len(row) > 1 and row[0][1] not in NAMES:
            rows[name] += 1


def _is_term(name: str, row: list[tuple[str, str]]) -> bool:
    """Tell a noun, a name or up to three nouns in a row from other words. 沈知 禾 is a name in two pieces."""
    if name in COMMON or name.isdecimal():
        return False
    if len(row) == 2 and row[0][1] in NAMES and len(row[1][0]) == 1 and row[1][1] not in LINKING | {"v", "d", "m"}:
        return True
    if len(row) == 1:
        return row[0][1] in NOUNS
    if row[0][0] in COMMON or row[-1][0] in COMMON:
        return False
    return len(row) <= 3 and all(tag in NOUNS and len(word) > 1 for word, tag in row)


def _is_part(name: str, count: int, others: Mapping[str, int]) -> bool:
    return any(name != other and name in other and count <= others[other] for other in others)
