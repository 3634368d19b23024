"""A PDF as a screen reader has it: its parts in their order, each with its role and its words."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

NO_PARTS = {"/MCR", "/OBJR"}
INSIDE_A_LINE = {"/Span", "/Link", "/Strong", "/Em", "/Reference"}
LETTERS = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")


def said(answer: Any) -> str:
    """What an answer says, be it a page, a paper or a table."""
    if answer.mimetype.endswith(("spreadsheetml.sheet", "wordprocessingml.document")):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return Read(answer.data).text if answer.mimetype == "application/pdf" else str(answer.get_data(as_text=True))


@dataclass(frozen=True)
class Part:
    """One element of the structure; `words` are those directly inside it."""

    role: str
    words: str
    lang: str | None


class Read:
    """An opened paper."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root: Any = self.pdf.Root
        self._words = {page.obj.objgen: words_by_number(page) for page in self.pdf.pages}
        self.parts = list(self._walked(self.root.StructTreeRoot, None))

    @property
    def text(self) -> str:
        """All of it, in the order in which it is read out."""
        return self._said(self.root.StructTreeRoot)

    def of(self, role: str) -> list[str]:
        """Everything said inside the parts of that role, in order."""
        return [
            self._said(element) for element in self._elements(self.root.StructTreeRoot) if element.get("/S") == role
        ]

    def fonts(self) -> list[Any]:
        """The descriptors of all fonts it uses."""
        found = [font for page in self.pdf.pages for font in (page.Resources.get("/Font") or {}).values()]
        return [font.DescendantFonts[0].FontDescriptor for font in found]

    def bookmarks(self) -> list[str]:
        with self.pdf.open_outline() as outline:
            return [item.title for item in outline.root]

    def _elements(self, element: Any) -> Iterator[Any]:
        if "/S" in element:
            yield element
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") not in NO_PARTS:
                yield from self._elements(kid)

    def _walked(self, element: Any, lang: str | None) -> Iterator[Part]:
        lang = str(element.get("/Lang", "")) or lang
        if "/S" in element:
            yield Part(str(element.S), self._said(element, deep=False), lang)
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") not in NO_PARTS:
                yield from self._walked(kid, lang)

    def _said(self, element: Any, *, deep: bool = True) -> str:
        said = []
        for kid in kids(element):
            if isinstance(kid, int):
                said.append(self._words[element.Pg.objgen].get(int(kid), ""))
            elif kid.get("/Type") == "/MCR":
                said.append(self._words[kid.get("/Pg", element.get("/Pg")).objgen].get(int(kid.MCID), ""))
            elif deep and "/S" in kid:
                said.append(self._said(kid) + ("" if str(kid.S) in INSIDE_A_LINE else "\n"))
        return "".join(said)


def kids(element: Any) -> list[Any]:
    found = element.get("/K")
    return [] if found is None else list(found) if isinstance(found, pikepdf.Array) else [found]


def words_by_number(page: Any) -> dict[int, str]:
    """What a page says, by the numbers of its marked contents."""
    fonts = {name: letters_of(font) for name, font in (page.Resources.get("/Font") or {}).items()}
    words: dict[int, str] = {}
    open_marks: list[int | None] = []
    letters: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                number = operands[1].get("/MCID") if isinstance(operands[1], pikepdf.Dictionary) else None
                open_marks.append(None if number is None else int(number))
            case "BMC":
                open_marks.append(None)
            case "EMC":
                open_marks.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "TJ" | "Tj":
                number = next((mark for mark in reversed(open_marks) if mark is not None), None)
                if number is not None:
                    words[number] = words.get(number, "") + shown(operands[0], letters)
    return words


def letters_of(font: Any) -> dict[int, str]:
    """Which words the glyphs of a font stand for."""
    pairs = LETTERS.findall(font.ToUnicode.read_bytes().decode())
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}


def shown(pieces: Any, letters: dict[int, str]) -> str:
    strings = [bytes(piece) for piece in ([pieces] if isinstance(pieces, pikepdf.String) else pieces)
               if isinstance(piece, pikepdf.String)]  # fmt: skip
    data = b"".join(strings)
    return "".join(letters.get(int.from_bytes(data[at : at + 2], "big"), "") for at in range(0, len(data), 2))
