"""Attempts to run a script through a story's HTML, made from families: each calls alert() if anything of it works."""

from base64 import b64encode
from itertools import cycle, product

CALL = "alert(1)"
ELEMENTS = {
    "img": "<img src=x {}>",
    "picture": "<picture><source srcset=x><img srcset=x {}></picture>",
    "svg": "<svg {}><circle r=9></svg>",
    "svg image": "<svg><image href=x {}></image></svg>",
    "video": "<video src=x {}><source src=y></video>",
    "audio": "<audio src=x autoplay {}></audio>",
    "input": "<input autofocus {}>",
    "details": "<details open {}><summary>字</summary></details>",
    "iframe": "<iframe src=/ {}></iframe>",
    "object": "<object data=x {}></object>",
    "marquee": "<marquee loop=1 width=0 {}>字</marquee>",
    "body": "<body {}>字",
    "p": '<p tabindex=0 style="animation:a 1s" {}>字</p>',
    "a": '<a href="#" autofocus {}>字</a>',
    "td": "<table><tr><td contenteditable {}>字</td></tr></table>",
    "math": "<math {}><mi>字</mi></math>",
    "own tag": "<x-y tabindex=1 {}>字</x-y>",
}
EVENTS = "onerror onload onfocus ontoggle onmouseover onclick onanimationstart onbegin onstart onpointerenter".split()
SPELLINGS = [
    "<img/src=x/onerror=alert(1)>",
    "<img\nsrc=x\nonerror\n=\nalert(1)>",
    "<img\tsrc=x\tonerror\t=alert(1)>",
    "<img\x0csrc=x\x0conerror=alert(1)>",
    "<img src=x onerror=alert&#40;1&#41;>",
    "<img src=x onerror=&#97;lert(1)>",
    "<img src=x onerror='alert`1`'>",
    "<IMG SRC=x OnErRoR=alert(1)>",
    "<img src=x onerror\x00=alert(1)>",
    "<im\x00g src=x onerror=alert(1)>",
    "<img src=x:x on\x00error=alert(1)>",
    "<img src='x' title='>' onerror=alert(1)>",
    '<img src="x" title="\'>" onerror="alert(1)">',
    "<img src=x onerror=alert(1) <p>字</p>",
    "<<img src=x onerror=alert(1)>>",
    "<img <img src=x onerror=alert(1)>",
    "<img src=x alt=`` onerror=alert(1)>",
    "</p/onmouseover=alert(1)>",
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script/x>",
    "<script src=data:,alert(1)></script>",
    "<script type=module>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)<!--</script>",
    "<!--><script>alert(1)</script>-->",
    "<!--!><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><img src=x onerror=alert(1)>",
    "＜script＞alert(1)＜/script＞<img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\ufeff<script>alert(1)</script>",
    "<p title='</p><img src=x onerror=alert(1)>'>字",
    "<p class='\"><img src=x onerror=alert(1)>'>字</p>",
    '<span class="credit\\"><img src=x onerror=alert(1)>">字</span>',
    "<a href='\"><img src=x onerror=alert(1)>'>字</a>",
    "<img src='/media/x.jpg\"onerror=alert(1)//'>",
    '<img src="/media/&quot;onerror=alert(1)//" alt="&quot;onerror=alert(1)//">',
    "<img src=/media/x.jpg alt='\"><script>alert(1)</script>'>",
    '<ol start="1 onclick=alert(1)"><li>字</ol>',
    "<td colspan='2\" onclick=\"alert(1)'>字</td>",
]
ADDRESSES = {
    "plain": "javascript:alert(1)",
    "mixed": "JaVaScRiPt:alert(1)",
    "tab": "java\tscript:alert(1)",
    "newline": "java\nscript:alert(1)",
    "entity": "&#106;avascript:alert(1)",
    "hex": "&#x6A;avascript&#x3A;alert(1)",
    "named": "java&Tab;script&colon;alert(1)",
    "control": "\x01javascript:alert(1)",
    "blank": " \u00a0javascript:alert(1)",
    "comment": "javascript://%0aalert(1)",
    "vbscript": "vbscript:alert(1)",
    "data": f"data:text/html;base64,{b64encode(b'<script>parent.alert(1)</script>').decode()}",
    "data svg": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/%3E",
    "view": "view-source:javascript:alert(1)",
}
CARRIERS = {
    "a": '<a href="{}">字</a>',
    "a in svg": '<svg><a xlink:href="{}"><text>字</text></a></svg>',
    "math": '<math><mi href="{}" xlink:href="{}">字</mi></math>',
    "area": '<map><area href="{}" shape=default></map>',
    "form": '<form action="{}"><button formaction="{}">字</button></form>',
    "iframe": '<iframe src="{}"></iframe>',
    "object": '<object data="{}"></object><embed src="{}">',
    "img": '<img src="{}" lowsrc="{}" srcset="{}">',
    "video": '<video poster="{}" src="{}"></video>',
    "base": '<base href="{}"><a href="x">字</a>',
    "meta": '<meta http-equiv=refresh content="0;url={}">',
    "link": '<link rel=stylesheet href="{}"><link rel=import href="{}">',
    "animate": '<svg><a><animate attributeName=href values="{}"></animate><text>字</text></a></svg>',
    "use": '<svg><use href="{}#x"></use></svg>',
    "quote": '<blockquote cite="{}"><q cite="{}">字</q></blockquote>',
}
STYLES = [
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>p{background:url(javascript:alert(1))}</style><p>字</p>",
    '<p style="background:url(javascript:alert(1))">字</p>',
    '<p style="width:expression(alert(1))">字</p>',
    '<p style="-moz-binding:url(data:text/xml,x#a)">字</p>',
    '<p style="behavior:url(#default#time2)" onbegin="alert(1)">字</p>',
    "<style><img src=x onerror=alert(1)></style>",
    "<style></style><img src=x onerror=alert(1)></style>",
    '<p style="mso-list:l0 level1;x:\'"><img src=x onerror=alert(1)>">字</p>',
]
# Trees that change when they are written and read again.
OUTER = [
    "<svg>{}</svg>", "<math>{}</math>", "<math><mtext>{}</mtext></math>", "<svg><foreignObject>{}</foreignObject></svg>",
    "<svg><desc>{}</desc></svg>", "<math><annotation-xml encoding='text/html'>{}</annotation-xml></math>", "<noscript>{}</noscript>",
    "<template>{}</template>", "<table>{}</table>", "<select>{}</select>", "<form><math><mtext></form><form>{}</form></mtext></math></form>",
    "<p><a><table><a>{}</a></table></a></p>",
]  # fmt: skip
INNER = [
    '<style><a title="</style><img src=x onerror=alert(1)>"></a></style>',
    '<title><a title="</title><img src=x onerror=alert(1)>"></a></title>',
    '<textarea><a title="</textarea><img src=x onerror=alert(1)>"></a></textarea>',
    '<xmp><a title="</xmp><img src=x onerror=alert(1)>"></a></xmp>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></p></noscript>',
    '<mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    '</p><style><!--</style><p id="--><img src=x onerror=alert(1)>">',
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p><svg><script>alert(1)</script></svg></p>",
]
REST = [
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe srcdoc='&lt;img src=x onerror=parent.alert(1)&gt;'></iframe>",
    "<svg><set attributeName=onmouseover to=alert(1)></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><script href='data:,alert(1)'/></svg>",
    "<svg><handler xmlns:ev='http://www.w3.org/2001/xml-events' ev:event='load'>alert(1)</handler></svg>",
    "<frameset onload=alert(1)><frame src='javascript:alert(1)'></frameset>",
    "<isindex action=javascript:alert(1) type=image>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<noembed><img src=x onerror=alert(1)></noembed><noframes><img src=x onerror=alert(1)></noframes>",
    "<keygen autofocus onfocus=alert(1)>",
    "<dialog open onclose=alert(1)><form method=dialog><button autofocus>字</button></form></dialog>",
    "<portal src='javascript:alert(1)'></portal>",
    "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
    "<p><template shadowroot=open><script>alert(1)</script></template></p>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>字</button>",
    "<input type=image src=x onerror=alert(1)>",
    "<bgsound src=javascript:alert(1)>",
    "<layer src=javascript:alert(1)></layer>",
    "<embed src='data:text/html,<script>parent.alert(1)</script>'>",
    "<applet code=x onerror=alert(1)></applet>",
    "<xml id=x><x><img src=x onerror=alert(1)></x></xml>",
    "<o:p><v:shape onload=alert(1)><v:imagedata src=javascript:alert(1)></v:shape></o:p>",
    "<!--[if gte mso 9]><img src=x onerror=alert(1)><![endif]-->",
    "<![if !supportLists]><img src=x onerror=alert(1)><![endif]>",
    "<!--StartFragment--><script>alert(1)</script><!--EndFragment-->",
    "<img data-src=\"javascript:alert(1)\" src='data:image/gif;base64,R0'>",
    "<img data-src='https://a.example/x.png\"onerror=\"alert(1)' src=x>",
    "<figure onclick=alert(1)><img src=/media/x.jpg onload=alert(1)><figcaption onclick=alert(1)>字</figcaption></figure>",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]


def vectors() -> list[str]:
    """Return all of them."""
    events = [
        form.format(f"{event}={quote}{CALL}{quote}")
        for (form, event), quote in zip(product(ELEMENTS.values(), EVENTS), cycle(('"', "'", "")), strict=False)
    ]
    addresses = [form.replace("{}", address) for form, address in product(CARRIERS.values(), ADDRESSES.values())]
    nested = [outer.format(inner) for outer, inner in product(OUTER, INNER)]
    return [*events, *SPELLINGS, *addresses, *STYLES, *nested, *REST]
