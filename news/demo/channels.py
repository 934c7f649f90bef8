"""The channels of the demo site, two levels deep, in the order of the navigation."""

from news.demo.shapes import DemoChannel

__all__ = ["CHANNELS", "DemoChannel"]

CHANNELS: tuple[DemoChannel, ...] = (
    DemoChannel("news", "资讯频道", True, "text", "徐州和淮海平原每天的新鲜事，从城里到乡下。"),
    DemoChannel("news/yaowen", "本网资讯", True, "thumbs", "黄淮网记者和通讯员自己采写的报道。"),
    DemoChannel("news/gonggao", "公告", True, "text", "停水停电、道路施工、报名招募等便民告示。"),
    DemoChannel("xuzhou", "徐州", True, "thumbs", "主城五区的城市生活。"),
    DemoChannel("xuzhou/chengjian", "城建", True, "text", "道路、桥梁、公园、老旧小区改造。"),
    DemoChannel("xuzhou/jiaotong", "交通", True, "text", "公交、地铁、铁路与路上的提醒。"),
    DemoChannel("xuzhou/shequ", "社区", True, "text", "楼道里、院子里、家门口的事。"),
    DemoChannel("xianqu", "县区", True, "text", "五县（市）与城乡之间的消息。"),
    DemoChannel("xianqu/fengxian", "丰县", True, "thumbs", "苹果、牛蒡与复新河两岸。"),
    DemoChannel("xianqu/peixian", "沛县", True, "thumbs", "微山湖西岸的水与地。"),
    DemoChannel("xianqu/suining", "睢宁", True, "thumbs", "儿童画的故乡，故黄河边的新村。"),
    DemoChannel("xianqu/pizhou", "邳州", True, "thumbs", "大蒜、银杏与运河码头。"),
    DemoChannel("xianqu/xinyi", "新沂", True, "thumbs", "骆马湖畔，窑湾古镇。"),
    DemoChannel("jingji", "经济", True, "text", "市场、物流、小店与新行当。"),
    DemoChannel("jingji/nongye", "农业", True, "text", "农时、农技、收成和行情。"),
    DemoChannel("minsheng", "民生", True, "text", "看病、养老、取暖、用水和一日三餐。"),
    DemoChannel("wenlv", "文旅", True, "thumbs", "去哪里走走，看些什么。"),
    DemoChannel("wenlv/hanwenhua", "汉文化", True, "pictures", "石头上的车马，泥土里的两汉。"),
    DemoChannel("jiaoyu", "教育", True, "text", "校园、课堂与读书的人。"),
    DemoChannel("shiping", "时评", False, "text", "就身边的事说几句实在话。"),
    DemoChannel("shipin", "视频", True, "video", "几分钟，看一件事从头到尾。"),
    DemoChannel("tupian", "图片", True, "pictures", "一张图，一段话。"),
)
