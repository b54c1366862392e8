"""A checklist as a small Word file (Office Open XML), with real headings and the right direction; no library."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from cms.languages import Language

TEXT_KEYS = {"sv": "sv", "en": "en", "fa-af": "fa"}
MADE_AT = (2026, 1, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

CONTENT_TYPES = (
    f'{HEADER}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>'
)
RELATIONSHIPS = (
    f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DOCUMENT_RELATIONSHIPS = (
    f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
)

STYLES = (
    ("Normal", "Normal", 22, "", ""),
    ("Title", "Title", 40, "<w:b/>", ""),
    ("Heading1", "heading 1", 30, "<w:b/>", '<w:outlineLvl w:val="0"/>'),
)


def checklist_paper(row: dict[str, Any], language: Language) -> bytes:
    """Return a checklist of ``works/`` as a .docx in one language; the same input gives the same bytes."""
    key = TEXT_KEYS[language.code]
    paragraphs = [_paragraph(row["title"][key], language, style="Title"), _paragraph(row["summary"][key], language)]
    for group in row["groups"]:
        paragraphs.append(_paragraph(group["value"]["title"][key], language, style="Heading1"))
        for item in group["value"]["items"]:
            paragraphs.append(_paragraph(f"☐ {item['text'][key]}", language))
            paragraphs.append(_paragraph(item["why"][key], language, style="Why"))
    body = "".join(paragraphs)
    document = f'{HEADER}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIPS,
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONSHIPS,
        "word/document.xml": document,
        "word/styles.xml": _styles(language),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=MADE_AT), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _paragraph(text: str, language: Language, *, style: str = "Normal") -> str:
    is_rtl = language.direction == "rtl"
    paragraph_direction, run_direction = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if is_rtl else ("", "")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{paragraph_direction}</w:pPr>'
        f'<w:r>{run_direction}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _styles(language: Language) -> str:
    attribute = "bidi" if language.direction == "rtl" else "val"
    spoken = f'<w:lang w:{attribute}="{language.html_lang}"/>'
    styles = "".join(_style(*style) for style in STYLES)
    why = (
        '<w:style w:type="paragraph" w:styleId="Why"><w:name w:val="Why"/><w:basedOn w:val="Normal"/><w:pPr>'
        '<w:spacing w:after="160"/><w:ind w:start="400"/></w:pPr><w:rPr><w:color w:val="444444"/></w:rPr></w:style>'
    )
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{spoken}</w:rPr></w:rPrDefault></w:docDefaults>"
    return f'{HEADER}<w:styles xmlns:w="{WORD}">{defaults}{styles}{why}</w:styles>'


def _style(style_id: str, name: str, size: int, bold: str, level: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:spacing w:after="120"/>{level}</w:pPr>'
        f'<w:rPr>{bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
