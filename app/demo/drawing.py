"""Pictures and a document for some sample ideas, drawn here: nobody's photo, nobody's rights."""

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from PIL import Image, ImageDraw

from app.demo.plans import File
from app.files.receiving import Received, take_in
from app.files.storing import Store

SIZE = (1200, 800)
SKY, MEADOW, HILL, SUN, WOOD = "#cfe6f2", "#8fb573", "#a9c48c", "#f4c542", "#b5482f"


def take_in_files(files: Iterable[File], store: Store) -> dict[str, Received]:
    """Draw the files and take them in as if somebody had sent them, two at a time; by the name of the drawing."""
    wanted = {file.draw: file.name for file in files}
    with ThreadPoolExecutor(2) as both:
        received = both.map(lambda draw: take_in(DRAWINGS[draw](), wanted[draw], store), wanted)
        return dict(zip(wanted, received, strict=True))


def _path() -> bytes:
    picture, pen = _landscape()
    pen.polygon([(420, 800), (780, 800), (640, 430), (610, 430)], fill="#e9dcc0")
    for left in range(0, 420, 70):
        pen.line([(left, 800), (left // 2 + 330, 450)], fill="#7a9f5e", width=6)
    pen.rectangle((600, 360, 640, 430), fill="#f3efe6")
    pen.polygon([(592, 360), (648, 360), (620, 290)], fill=WOOD)
    for left in (520, 660, 730):
        pen.rectangle((left, 395, left + 55, 430), fill="#f3efe6")
        pen.polygon([(left - 6, 395), (left + 61, 395), (left + 27, 365)], fill=WOOD)
    return _as_png(picture)


def _bench() -> bytes:
    picture, pen = _landscape()
    for top in (520, 565, 630):
        pen.rounded_rectangle((330, top, 820, top + 30), 10, fill=WOOD)
    for left in (370, 750):
        pen.rectangle((left, 510, left + 26, 740), fill="#4b4b4b")
    pen.rectangle((900, 300, 918, 740), fill="#4b4b4b")
    pen.rounded_rectangle((800, 240, 1020, 340), 16, fill="#f3efe6")
    pen.polygon([(830, 275), (930, 275), (930, 255), (990, 290), (930, 325), (930, 305), (830, 305)], fill="#2f6f4f")
    return _as_png(picture)


def _tree() -> bytes:
    picture, pen = _landscape()
    pen.rectangle((565, 430, 635, 740), fill="#7b5a3c")
    pen.rectangle((558, 590, 642, 625), fill=SUN)
    for box in ((380, 190, 680, 470), (520, 160, 830, 450), (450, 90, 760, 360)):
        pen.ellipse(box, fill="#4f8a4b")
    for x, y in ((460, 300), (540, 220), (620, 380), (690, 260), (750, 340), (600, 150), (500, 400)):
        pen.ellipse((x, y, x + 42, y + 42), fill="#c8372d")
    return _as_png(picture)


def _landscape() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((950, 60, 1080, 190), fill=SUN)
    pen.ellipse((-200, 330, 800, 900), fill=HILL)
    pen.ellipse((500, 360, 1500, 950), fill=HILL)
    pen.rectangle((0, 430, 1200, 800), fill=MEADOW)
    return picture, pen


def _as_png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _list() -> bytes:
    """One page of text: the kinds of fruit one could plant, all of them invented."""
    return _page(
        "Sortenliste (erfunden)", "", "Musterapfel, Beispielrenette, Probekante",
        "Exempelbirne, Modellbirne, Vorlagenbirne",
    )  # fmt: skip


def _signed() -> bytes:
    """What the partners of a cooperation signed outside: nobody's name, nobody's signature."""
    return _page(
        "Vereinbarung über einen gemeinsamen Bauhof", "BEISPIEL, ERFUNDEN", "",
        "Die sieben Gemeinden haben den Text außerhalb dieser Plattform unterzeichnet.",
        "Hier läge der Scan mit Unterschriften und Siegeln.",
    )  # fmt: skip


def _resolution() -> bytes:
    """What a council decided."""
    return _page(
        "Auszug aus der Niederschrift des Gemeinderats", "BEISPIEL, ERFUNDEN", "",
        "Der Gemeinderat stimmt der Vereinbarung zu.", "Hier läge der unterschriebene Auszug.",
    )  # fmt: skip


def _notice() -> bytes:
    """What a programme granted."""
    return _page(
        "Zuwendungsbescheid, Förderprogramm Musterregion", "BEISPIEL, ERFUNDEN", "",
        "Bewilligt werden 142.500,00 Euro.", "Hier läge der Bescheid mit seinen Auflagen.",
    )  # fmt: skip


def _page(*lines: str) -> bytes:
    """One page that says these lines."""
    written = b" ".join(b"(%s) Tj 0 -28 Td" % line.encode("cp1252") for line in lines)
    pdf = pikepdf.Pdf.new()
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(b"BT /F1 14 Tf 56 760 Td %s ET" % written)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


DRAWINGS: dict[str, Callable[[], bytes]] = {
    "path": _path, "bench": _bench, "tree": _tree, "list": _list, "signed": _signed, "resolution": _resolution,
    "notice": _notice,
}  # fmt: skip
