"""Word documents for tests, written part by part as Word and WPS write them."""

import io
import zipfile
from collections.abc import Sequence
from html import escape

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = {
    "Title": "Title",
    "Subtitle": "Subtitle",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Caption": "caption",
    "Quote": "Quote",
}


def words(text: str, *, bold: bool = False) -> str:
    """Return a run."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def para(*runs: str, style: str = "", centred: bool = False, numbered: int = 0) -> str:
    """Return a paragraph of runs; a run that is no markup becomes one. ``numbered``: 1 numbers, 2 bullets."""
    inside = "".join(run if run.startswith("<") else words(run) for run in runs)
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>' if numbered else ""
    properties += '<w:jc w:val="center"/>' if centred else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def shown(number: int, alt: str = "") -> str:
    """Return a run that shows picture ``number`` of the document, counted from 1."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="{number}" name="图片 {number}" '
        f'descr="{escape(alt)}"/><a:graphic><a:graphicData uri="x"><pic:pic><pic:blipFill><a:blip r:embed="pic{number}"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def table(*rows: Sequence[str]) -> str:
    """Return a table of words."""
    return (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(f"<w:tc>{para(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def docx(*blocks: str, pictures: Sequence[tuple[str, bytes]] = (), **parts: bytes) -> bytes:
    """Return a document. ``pictures`` are (file ending, bytes); ``parts`` replace or add files (``/`` as ``__``)."""
    images = "".join(
        f'<Relationship Id="pic{n}" Type="{OFFICE}/image" Target="media/image{n}.{kind}"/>'
        for n, (kind, _data) in enumerate(pictures, start=1)
    )
    kinds = "".join(
        f'<Default Extension="{kind}" ContentType="image/{"jpeg" if kind == "jpg" else kind}"/>'
        for kind in sorted({kind for kind, _data in pictures})
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLES.items()
    )
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/></w:lvl></w:abstractNum>'
        for n, kind in ((1, "decimal"), (2, "bullet"))
    ) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    files: dict[str, bytes] = {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{kinds}</Types>"
        ).encode(),
        "_rels/.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/_rels/document.xml.rels": (
            f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{images}'
            f'<Relationship Id="link1" Type="{OFFICE}/hyperlink" Target="https://example.org/" TargetMode="External"/>'
            f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
            f'<Relationship Id="n" Type="{OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": f"{DECLARATION}<w:document {W}><w:body>{''.join(blocks)}</w:body></w:document>".encode(),
        "word/styles.xml": f"{DECLARATION}<w:styles {W}>{styles}</w:styles>".encode(),
        "word/numbering.xml": f"{DECLARATION}<w:numbering {W}>{numbering}</w:numbering>".encode(),
    }
    files |= {f"word/media/image{n}.{kind}": data for n, (kind, data) in enumerate(pictures, start=1)}
    files |= {name.replace("__", "/"): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def report(pictures: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a report as reporters send it: headlines, sections, a list, a table, a picture after each paragraph."""
    blocks = [
        para("滨河三区七十二栋老楼装上电梯", style="Title"),
        para("——居民从观望到抢着签字的一年", style="Subtitle"),
        para("　　黄淮网讯（沈知禾）12月20日上午，滨河三区最后一部加装电梯通过验收。"),
        para("先算清一笔账", style="Heading1"),
        para("分摊方案改了", words("六稿", bold=True), "，一楼住户补偿写进协议。"),
        para("一楼每户补偿八千元", numbered=2),
        para("顶层分摊一成半", numbered=2),
        table(("楼层", "分摊"), ("二层", "百分之八")),
    ]
    for number in range(1, len(pictures) + 1):
        blocks.append(para(f"第{number}栋楼的电梯在下午投入使用，居民排队试乘。"))
        blocks.append(para(shown(number, "居民走进新电梯"), centred=True))
        blocks.append(para(f"图{number}：居民试乘第{number}部电梯。 陆拾遗 摄", centred=True))
    return docx(*blocks, pictures=pictures)
