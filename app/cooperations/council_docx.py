"""A council paper as a file for word processors: real headings, lists and table heads, language, no author."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from app.core.clock import now
from app.core.typesetting import INVISIBLE

MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "de-DE"
GAP = re.compile(r"(\[[^\[\]]+\])")
"""A place to be filled in; only our own words have such."""


def docx_of(blocks: Sequence[dict[str, Any]], *, title: str, footer: str) -> bytes:
    """The file. `blocks`: headings, paragraphs, numbered entries, pairs and tables in their order."""
    paper = Document()
    _speak_german(paper)
    _set_look(paper)
    _say_what_it_is(paper, title)
    paper.add_heading(_plain(title), level=0)
    for block in blocks:
        _SETTERS[block["kind"]](paper, block)
    _number_pages(paper, footer)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


# ---- the whole -------------------------------------------------------------------------------------


def _speak_german(paper: Paper) -> None:
    """The language of the whole text, for spelling and for voices."""
    properties = paper.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)
    for element in paper.settings.element.findall(qn("w:themeFontLang")):
        element.set(qn("w:val"), LANGUAGE)


def _set_look(paper: Paper) -> None:
    for section in paper.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.5)
    paper.styles["Normal"].font.name, paper.styles["Normal"].font.size = "Arial", Pt(11)
    for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 12)):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)


def _say_what_it_is(paper: Paper, title: str) -> None:
    about = paper.core_properties
    about.title, about.language = _plain(title), LANGUAGE
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = now().replace(tzinfo=None)


def _number_pages(paper: Paper, footer: str) -> None:
    line = paper.sections[0].footer.paragraphs[0]
    line.add_run(f"{_plain(footer)} – ")
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        run = line.add_run()._r
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        else:
            piece.text = words
        run.append(piece)


# ---- its pieces ------------------------------------------------------------------------------------


def _heading(paper: Paper, block: dict[str, Any]) -> None:
    paper.add_heading(_plain(block["words"]), level=block["level"])


def _text(paper: Paper, block: dict[str, Any]) -> None:
    """People's words, literally; an empty line begins a paragraph."""
    for part in re.split(r"\n\s*\n", block["words"]):
        paper.add_paragraph(_plain(part.strip()))


def _own(paper: Paper, block: dict[str, Any]) -> None:
    _marked(paper.add_paragraph(), block["words"])


def _numbered(paper: Paper, block: dict[str, Any]) -> None:
    """Counted by hand: each list begins with 1, whatever stands before."""
    for number, words in enumerate(block["entries"], start=1):
        line = paper.add_paragraph(style="List Paragraph")
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Cm(0.8), Cm(-0.8)
        _marked(line, f"{number}.\t{words}")


def _facts(paper: Paper, block: dict[str, Any]) -> None:
    """Pairs of name and value; the names are bold, no table holds them."""
    for name, value in block["rows"]:
        line = paper.add_paragraph()
        line.paragraph_format.space_after = Pt(3)
        line.add_run(f"{_plain(name)}: ").bold = True
        _marked(line, value)


def _table(paper: Paper, block: dict[str, Any]) -> None:
    head, rows = block["head"], block["rows"]
    paper.add_paragraph(_plain(block["label"]), style="Caption").paragraph_format.keep_with_next = True
    table = paper.add_table(rows=1, cols=len(head), style="Table Grid")
    _describe(table, block["label"])
    for at, words in enumerate(head):
        table.rows[0].cells[at].paragraphs[0].add_run(_plain(words)).bold = True
    _as_head(table.rows[0])
    for row in rows:
        cells = table.add_row().cells
        for at, words in enumerate(row):
            line = cells[at].paragraphs[0]
            line.add_run(_plain(words))
            if at in block["right"]:
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_paragraph()


def _describe(table: Any, label: str) -> None:
    """What the table is about, for those who hear it; and that its first row is its head."""
    properties = table._tbl.tblPr
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), _plain(label))
    properties.append(caption)


def _as_head(row: Any) -> None:
    """Repeated on every page, and read as the head of its columns."""
    properties = row._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _marked(line: Any, words: str) -> None:
    """Words of ours, with what is to be filled in highlighted."""
    for part in GAP.split(_plain(words)):
        run = line.add_run(part)
        if GAP.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _plain(words: str) -> str:
    return INVISIBLE.sub("", words)


_SETTERS = {
    "heading": _heading, "text": _text, "own": _own, "numbered": _numbered, "facts": _facts, "table": _table,
}  # fmt: skip
