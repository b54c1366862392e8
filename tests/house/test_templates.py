"""Templates hold no inline style, script or event attribute, and no unmarked word."""

import re

from tests.house.sources import files, lines, place

INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.I)
EVENT_ATTRIBUTE = re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.I)


def templates():
    """All our templates but mails, where clients need inline styles."""
    return [path for path in files(".html") if "mail" not in path.parts]


def test_templates_have_no_inline_style_script_or_event():
    found = [
        place(path, number, line)
        for path in templates()
        for number, line in lines(path)
        if INLINE_STYLE.search(line) or EVENT_ATTRIBUTE.search(line) or INLINE_SCRIPT.search(line)
    ]

    assert len(templates()) > 20
    assert found == []


def test_every_blocktranslate_is_trimmed():
    found = [
        place(path, number, line)
        for path in files(".html", ".txt")
        for number, line in lines(path)
        for tag in re.findall(r"{%\s*blocktrans(?:late)?\b[^%]*%}", line)
        if "trimmed" not in tag
    ]

    assert found == []


def test_templates_have_no_words_outside_translation():
    unread = ("{#.*?#}", r"{%\s*comment.*?endcomment\s*%}", "<!--.*?-->", "<svg.*?</svg>", "<script.*?</script>")
    markup = re.compile("|".join((*unread, "<style.*?</style>")), re.S)
    translated = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
    tags = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>|&[a-z]+;|&#\d+;", re.S)
    allowed = {"Samverka", "iCal", "RSS", "Atom", "JSON", "CSV", "XLSX", "PDF", "UTF"}
    allowed |= {"Outlook", "Google", "Apple", "Thunderbird"}  # names of programs, equal in all languages
    found = []
    for path in files(".html"):
        text = path.read_text(encoding="utf-8")
        rest = tags.sub(" ", translated.sub(" ", markup.sub(" ", text)))
        words = [word for word in re.findall(r"[A-Za-zåäöÅÄÖ]{3,}", rest) if word not in allowed]
        if words:
            found.append(f"{path}: {words[:8]}")

    assert found == []


def test_a_mail_has_one_template_of_parts_for_text_and_html():
    mails = [path for path in files(".txt", ".html") if path.parent.name == "mail" and path.name.count(".") == 1]
    frames = {"base.html", "base.txt"}
    bodies = [path for path in mails if path.name not in frames]

    assert len(bodies) > 10
    assert [path for path in bodies if path.suffix != ".txt"] == []
    assert [path for path in bodies if not path.read_text(encoding="utf-8").startswith("{% load mail %}")] == []
