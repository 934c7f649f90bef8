"""Advertisements of the demo: the house's own, and for things that it would give the space to for nothing."""

from news.enums import AdPlace

ADS = (
    (AdPlace.MASTHEAD, "故道书市周末开张：旧书换新书，老城南门外", "/advertise/"),
    (AdPlace.HOME, "本栏位招租，按周排期，详见广告服务", "/advertise/"),
    (AdPlace.RAIL, "公益：献血屋每天九点开门，带上身份证件", "/contact/"),
    (AdPlace.ARTICLE, "公益：走失老人求助，先拨110，再告诉我们", "/contact/"),
)
