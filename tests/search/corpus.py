"""A few hundred hand-shaped documents, and what a reader expects at the top for forty questions and more.

Each telling document is named; around them stands filler that shares single words with them, so that a search by
chance finds the wrong one. ``days`` is how long ago it was published.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from news.models import Article, Channel, Source
from news.search.index import add_many, told_of_live


@dataclass(frozen=True)
class Doc:
    """One document. ``also`` are keywords."""

    name: str
    title: str
    body: str
    days: int = 40
    also: tuple[str, ...] = ()
    reporter: str = ""
    source: str = ""
    channel: str = "news"
    kind: str = "story"


DOCS = (
    Doc("ip-centre", "徐州知识产权保护中心揭牌", "知识产权保护中心为企业办预审。知识产权从申请到授权缩短。", 3, ("知识产权",)),
    Doc("ip-bureau", "市知识产权局公布典型案例", "十件案例涉及商标与专利，当事人已经和解。", 20),
    Doc("ip-old", "知识产权宣传周走进校园", "学生动手做发明，听律师讲故事。知识产权课很受欢迎。", 500),
    Doc("ip-body", "企业的发明墙", "厂里一面墙挂满证书，都是知识产权。", 2),
    Doc("ip-trad", "臺灣青年在徐創業", "兩岸青年的工作室申請了知識產權，銷路打開。", 200, ("創業",)),
    Doc("apart", "知识竞赛与产权交易两不误", "知识竞赛在上午，产权交易所下午开张。", 10),
    Doc("meeting-now", "全市人才工作会议召开", "会议强调，把会议精神落到基层。会议由市委主持。", 1, channel="yaowen"),
    Doc("meeting-old", "防汛会议部署汛期值守", "会议要求二十四小时值班。", 400),
    Doc("meeting-body", "社区里的圆桌", "居民议事会议每月一次，会议记录贴在墙上。", 5),
    Doc("5g-port", "5G网络覆盖内港码头", "５Ｇ基站装在吊车上，5G远程操控已经上岗。", 15),
    Doc("5g-old", "首个5G智慧矿山投用", "井下也有信号了。", 600),
    Doc("ai-class", "ＡＩ走进乡镇课堂", "ai老师批改作文，孩子们叫它“小助手”。", 6),
    Doc("ai-clinic", "社区医院用上AI读片", "AI先看一遍，医生再看一遍。AI提示的结节都复核。", 90),
    Doc("thai", "泰国客商来采购", "Thailand的水果将从陆港运来。", 30),
    Doc("lake", "云龙湖畔书房夜间开放", "灯光沿着湖岸铺开，书房开到零点。", 4, ("全民阅读",), "沈知禾"),
    Doc("lake-ice", "云龙湖冬季禁止冰面行走", "巡查员在云龙湖边劝返市民。云龙湖水深处超过三米。", 12),
    Doc("lake-other", "云龙区小湖公园改造", "云龙区的这座公园多了木栈道，小湖也清了淤。", 2),
    Doc("park-list", "十二处口袋公园名单公布", "口袋公园分布在四个区，最小的口袋公园只有两个篮球场大。", 8, ("口袋公园",)),
    Doc("park-open", "七处口袋公园试开放", "背风朝南的长椅最受欢迎。", 14, ("绿地",), "沈知禾"),
    Doc("park-opinion", "公园小，不等于可以将就", "先看厕所和座椅，再看花。口袋公园也一样。", 18, channel="opinion"),
    Doc("bag", "超市口袋收费一年", "购物口袋少了，公园里的垃圾也少了。", 9),
    Doc("bridge", "南京市长江大桥维修", "桥面铺装换了新材料。", 25, source="淮海晚讯"),
    Doc("mayor", "市长热线受理量下降", "市长接听日公布，热线办回访。", 28),
    Doc("heat", "今冬供暖测温点公布", "家中不足18℃可以申报退费。供暖电话二十四小时有人接。", 2, ("供暖",)),
    Doc("heat-old", "供暖季如期开始", "热力站检修完毕。", 380, ("供暖",)),
    Doc("metro", "地铁六号线开通试运营", "首班车六点，末班车二十三点。地铁全程四十分钟。", 35, ("地铁",)),
    Doc("metro-dig", "地铁施工改道通知", "三处换乘通道单向通行。", 1),
    Doc("book", "城市书房借阅破百万", "城市书房二十四小时开放，一年借出一百万册。", 60, ("全民阅读",)),
    Doc("library", "图书馆延长开放时间", "书房之外，图书馆也开到晚上九点。", 7),
    Doc("night", "夜市搬进老厂房", "夜市摊主抽签，二十个摊位卖小吃。夜市开到零点。", 21, ("夜市", "美食"), "苏砚田"),
    Doc("night-rain", "雨夜里的夜市", "雨棚撑开，夜市不歇业。", 300, ("夜市",)),
    Doc("photo", "图集：运河上的冬天", "船队穿过船闸，岸边的芦苇白了。", 11, ("大运河",), kind="gallery"),
    Doc("canal", "大运河文化公园开工", "大运河沿线五个节点同时动工。", 45, ("大运河",)),
    Doc("canal-food", "运河边的早餐", "一碗辣汤，看船过去。大运河的早晨从这里开始。", 13),
    Doc("han", "汉画像石夜场开放", "周末看汉画像石，讲解员提灯引路。", 5, ("汉文化",)),
    Doc("stone", "石头上的画", "汉代工匠的刀法，藏在画像里。", 6),
    Doc("iphone", "门店开售iPhone15", "排队的人不多，现货充足。", 33),
    Doc("year", "2026年度民生实事票决", "代表投票选出十件民生实事。", 16, ("民生实事",)),
    Doc("year-old", "民生实事完成过半", "上半年的民生实事清单公布。", 150),
    Doc("school", "乡村小学的民乐团", "二胡声从操场传来，留守儿童有了乐团。", 22, ("教育",), "林晚"),
    Doc("wheat", "小麦一喷三防进入关键期", "植保无人机飞过麦田，小麦长势好于常年。", 210, ("三农",)),
    Doc("wheat-price", "小麦收购价格平稳", "粮库敞开收购，小麦质量好。", 190),
    Doc("pear", "丰县万亩梨园开花", "梨花节持续一个月。", 240, ("文旅",)),
    Doc("pear-box", "梨膏卖进直播间", "丰县果农学会了直播。", 17),
    Doc("court", "老赖名单上了大屏", "法院公布失信被执行人，三天有人还款。", 27),
    Doc("rail", "徐连高铁加开列车", "徐州到连云港一小时到。", 19),
    Doc("food", "社区食堂一荤两素多少钱", "记者走了九家社区食堂。", 3, ("民生",), "沈知禾"),
    Doc("square", "百姓大舞台周周有戏", "梆子戏唱到腊月，广场上座无虚席。", 26, ("汉文化",)),
    Doc("bus", "公交线路优化征求意見", "十条公交线路调整，乘客可以提意见。", 24),
    Doc("hospital", "中心医院互联网诊疗上线", "复诊患者在手机上开药，药品快递到家。", 31, ("健康",)),
    Doc("long", "全面推进乡村振兴战略实施", "中华人民共和国乡村振兴促进法施行。", 70),
)  # fmt: skip

# question → what must stand at the top, in this order (at most three are looked at)
EXPECTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("知识产权", ("ip-centre", "ip-bureau", "ip-old")),
    ("知識產權", ("ip-centre", "ip-bureau", "ip-old")),
    ("“知识产权”", ("ip-centre", "ip-bureau", "ip-old")),
    ("知识产权局", ("ip-bureau",)),
    ("知识产权保护", ("ip-centre",)),
    ("知识产权 -保护", ("ip-bureau", "ip-old", "ip-body")),
    ("产权交易", ("apart",)),
    ("会议", ("meeting-now", "meeting-old", "meeting-body")),
    ("会议记录", ("meeting-body",)),
    ("人才工作会议", ("meeting-now",)),
    ("5G", ("5g-port", "5g-old")),
    ("５Ｇ", ("5g-port", "5g-old")),
    ("5g 码头", ("5g-port",)),
    ("AI", ("ai-class", "ai-clinic")),
    ("ＡＩ", ("ai-class", "ai-clinic")),
    ("ai 医院", ("ai-clinic",)),
    ("Thailand", ("thai",)),
    ("云龙湖", ("lake", "lake-ice")),
    ("雲龍湖", ("lake", "lake-ice")),
    ("云龙湖 书房", ("lake",)),
    ("云龙区", ("lake-other",)),
    ("口袋公园", ("park-list", "park-open", "park-opinion")),
    ("“口袋公园” 长椅", ("park-open",)),
    ("口袋公园 -名单", ("park-open", "park-opinion")),
    ("“公园小”", ("park-opinion",)),
    ("市长", ("mayor",)),
    ("长江大桥", ("bridge",)),
    ("淮海晚讯", ("bridge",)),
    ("供暖", ("heat", "heat-old")),
    ("供暖 退费", ("heat",)),
    ("地铁", ("metro-dig", "metro")),
    ("地铁 -施工", ("metro",)),
    ("城市书房", ("book",)),
    ("书房", ("lake", "book", "library")),
    ("全民阅读", ("lake", "book")),
    ("夜市", ("night", "night-rain")),
    ("夜市 小吃", ("night",)),
    ("大运河", ("canal", "photo", "canal-food")),
    ("汉画像石", ("han",)),
    ("iPhone", ("iphone",)),
    ("iphone15", ("iphone",)),
    ("2026", ("year",)),
    ("民生实事", ("year", "year-old")),
    ("沈知禾", ("food", "lake", "park-open")),
    ("苏砚田", ("night",)),
    ("小麦", ("wheat-price", "wheat")),
    ("丰县", ("pear", "pear-box")),
    ("徐州", ("ip-centre", "rail")),
    ("徐州 高铁", ("rail",)),
    ("徐连高铁", ("rail",)),
    ("社区食堂", ("food",)),
    ("征求意见", ("bus",)),
    ("創業", ("ip-trad",)),
    ("台湾青年", ("ip-trad",)),
    ("中华人民共和国", ("long",)),
    ("共和国", ("long",)),
    ("二十四小时", ("heat", "book", "meeting-old")),
    ("18℃", ("heat",)),
    ("梆子戏", ("square",)),
    ("户部山", ()),
)  # fmt: skip

FILLERS = (
    ("道路养护第{n}标段完工", "沥青摊铺结束，标线划完，当晚恢复通行。"),
    ("老年大学第{n}期班报名", "书法班和合唱班先满，课程表贴在门口。"),
    ("第{n}批安置房交付", "钥匙发到业主手里，物业同时进场。"),
    ("第{n}场招聘会进高校", "两百家企业带来岗位，毕业生现场面谈。"),
    ("河道保洁第{n}周简报", "打捞船沿河作业，水草清理完毕。"),
    ("第{n}个智慧停车场启用", "车位在手机上能看到，离场自动计费。"),
)


def load(channels: dict[str, Channel], now: datetime, fillers: int = 300) -> dict[int, str]:
    """Write the documents as live stories and index them; returns number → name ('' for filler)."""
    sources = {name: Source.objects.get_or_create(name=name)[0] for name in {doc.source for doc in DOCS if doc.source}}
    docs = [*DOCS]
    for n in range(fillers):
        title, body = FILLERS[n % len(FILLERS)]
        docs.append(Doc("", title.format(n=n), body, 1 + n % 700))
    rows = []
    for number, doc in enumerate(docs, start=1):
        when = (now - timedelta(days=doc.days, minutes=number)).replace(microsecond=0)
        byline = [{"role": "reporter", "name": doc.reporter, "staff": None}] if doc.reporter else []
        rows.append(
            Article(
                pk=number,
                title=doc.title,
                desk_title=doc.title,
                body=f"<p>{doc.body}</p>",
                channel=channels[doc.channel],
                kind=doc.kind,
                source=sources.get(doc.source),
                byline=byline,
                published_at=when,
                first_published_at=when,
                updated_at=when,
                changed_at=when,
            )
        )
    made = Article.objects.bulk_create(rows, batch_size=500)
    add_many((article, told_of_live(article, doc.also, ())) for article, doc in zip(made, docs, strict=True))
    return {number: doc.name for number, doc in enumerate(docs, start=1)}
