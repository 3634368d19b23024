"""The workbook: what people wrote is text, whatever it looks like."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

from flask import Flask
from lxml import etree

from app.formats.kinds import Line, kind_of
from app.formats.outcome import Became, figures_of
from app.formats.papers import Paper, content_of
from app.formats.tables import workbook_of
from app.ideas.wording import Status
from tests.cast import Cast
from tests.format_worlds import a_format

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = '=HYPERLINK("http://evil.example","1")'


def a_paper(cast: Cast) -> Paper:
    format = a_format(cast, "workshop", "concluded")
    lines = [
        Line(7, "Wege", "Licht", "Anna Beispiel", EVIL, 3), Line(8, "Wege", "Licht", "C.", "https://evil.example", 0),
        Line(9, "Busse", "", "Frieda", "\x07007", 1), Line(9, "Busse", "", "Gerda", "Antwort", 0),
    ]  # fmt: skip
    became = Became(9, "arose_from", 12, "Mehr Busse", "mehr-busse", "pooled", Status("Im Pool", "good", "pool"))
    waiting = Became(7, "arose_from", is_waiting=True)
    return Paper(
        format, kind_of(format), lines, {9: [became], 7: [waiting]}, {}, {}, figures_of(format), [became, waiting],
        "http://localhost/beteiligung/1", date(2026, 11, 23),
    )  # fmt: skip


def rows_of(data: bytes) -> list[list[list[str]]]:
    """Every sheet read back: rows of cells as text."""
    with ZipFile(BytesIO(data)) as book:
        strings = ["".join(one.itertext()) for one in etree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheets = []
        for n in (1, 2, 3):
            sheet = etree.fromstring(book.read(f"xl/worksheets/sheet{n}.xml"))
            assert not list(sheet.iter(f"{SHEET}f", f"{SHEET}hyperlink"))
            assert sheet.find(f".//{SHEET}pane").get("state") == "frozen"
            sheets.append([[_cell(cell, strings) for cell in row] for row in sheet.iter(f"{SHEET}row")])
    return sheets


def _cell(cell: etree._Element, strings: list[str]) -> str:
    value = cell.findtext(f"{SHEET}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value


def test_the_workbook_read_back(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        frame, said, ideas = rows_of(workbook_of(paper))
    assert [row[1] for row in frame if row[1].startswith("Der Haushalt")] == ["Der Haushalt 2027."]
    assert said[1][:8] == ["7", "Wege", "Licht", "", "Anna Beispiel", "", EVIL, "3"]
    assert said[2][6] == "https://evil.example"
    assert said[3][6] == "007"
    assert "12" in said[3][9]
    assert said[2][9] == "ohne Vermerk", "as the page of results says"
    assert said[4][9] == "", "an answer does not repeat what became of its thread"
    assert ideas[1][1] == "Mehr Busse"
    assert ideas[2][0] == ""


def test_the_paper_has_frame_words_result_and_outcome(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        blocks = content_of(paper)["blocks"]
    lines = [entry for block in blocks if block["kind"] == "lines" for entry in block["entries"]]
    assert [entry["text"] for entry in lines] == [EVIL, "https://evil.example", "\x07007", "Antwort"]
    assert [bool(entry["became"]) for entry in lines] == [True, True, True, False]
    headings = [block["words"] for block in blocks if block["kind"] == "heading"]
    assert [words for words in headings if words in ("Wege", "Licht", "Busse")] == ["Wege", "Licht", "Busse"]
    assert any(block.get("words") == "Das kam heraus." for block in blocks)
