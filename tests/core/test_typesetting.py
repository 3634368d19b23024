"""Papers: content stays data, whatever it holds; what takes too long or too much ends; what was made is kept."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest

from app.core import typesetting
from app.core.print import keeping
from app.core.print.keeping import digest_of, kept_or_made
from app.core.typesetting import TypesettingFails, TypesettingIsBusy, printable, typeset
from tests.papers import Read

pytestmark = pytest.mark.once
TEMPLATE = """\
#import "/core/print/look.typ": *
#show: paper.with(stand_in_words: "□ steht für ein Zeichen")
= Überschrift
#paragraphs(content.text)
"""
MARKUP = '#strong[x] $x$ @ref \\ `" *fett* _k_ <marke> // c /* c */ #import "x" #read("/core/errors.py") \\u{41} [a](b)'


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A press that takes its templates from this test's folder, and otherwise is the real one."""

    def set_(text: str, template: str = TEMPLATE) -> bytes:
        root = tmp_path / "app"
        (root / "core").mkdir(parents=True, exist_ok=True)
        real = typesetting.PROGRAM.parent
        if not (root / "core" / "print").exists():
            (root / "core" / "print").mkdir()
            for place in [*real.glob("*.py"), *real.glob("*.typ"), real / "fonts"]:
                (root / "core" / "print" / place.name).symlink_to(place)
            # A copy, since the program looks for templates where it lies itself.
            (root / "core" / "print" / "press.py").unlink()
            (root / "core" / "print" / "press.py").write_bytes((real / "press.py").read_bytes())
        (root / "test.typ").write_text(template)
        monkeypatch.setattr(typesetting, "PROGRAM", root / "core" / "print" / "press.py")
        return typeset("test.typ", {"text": text}, title="Titel", lang="de")

    return set_


def test_markup_in_a_text_is_inert(press: Any) -> None:
    read = Read(press(f"{MARKUP}\n\n= Kein Titel\n\n„Straße“ – ẞ → ✓ ☐ … Łužica Žižkov"))
    assert read.of("/P")[-3:] == [MARKUP, "= Kein Titel", "„Straße“ – ẞ → ✓ ☐ … Łužica Žižkov"]
    assert read.of("/H1") == ["Überschrift"]


def test_letters_no_font_has_are_replaced_and_the_paper_says_so(press: Any) -> None:
    read = Read(press("Eins 😀 日本 zwei \x00\x07\x7f\ud800\u202edrei שלום مرحبا"))
    words = read.of("/P")
    assert words[-2].startswith("Eins □ □□ zwei drei ")
    assert "ש" in words[-2]
    assert words[-1] == "□ steht für ein Zeichen"
    assert "□" not in Read(press("Eins zwei")).text


def test_very_long_words_may_break() -> None:
    word = printable({"a": ["x" * 100, "https://example.org/" + "y" * 100]})["a"]
    assert word[0].replace("\u200b", "") == "x" * 100
    assert max(map(len, word[0].split("\u200b"))) <= 60
    assert "\u200b" not in word[1]


@pytest.mark.parametrize(
    "template",
    ["= Kein Stil #content.gibtesnicht", "#let n = 0\n#while n < 900000000 { n = n + 1 }\n= Ende",
     "#let a = (0,)\n#while a.len() < 9000000000 { a = a + a }\n= Ende"],
    ids=["broken", "endless", "huge"],
)  # fmt: skip
def test_what_fails_or_never_ends_is_stopped(press: Any, template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 2)
    began = time.monotonic()
    with pytest.raises(TypesettingFails):
        press("Text", template)
    assert time.monotonic() - began < 6


def test_too_many_at_once_are_told_to_come_back(press: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE", 0)
    monkeypatch.setattr(typesetting, "_at_once", BoundedSemaphore(1))
    press("Text")
    with typesetting._at_once, pytest.raises(TypesettingIsBusy):
        press("Text")
    assert press("Text")


def test_a_paper_is_made_once_and_swept_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"%PDF"

    folder = tmp_path / "papers"
    assert [kept_or_made(folder, "a", make) for _time in range(3)] == [b"%PDF"] * 3
    assert len(made) == 1
    os.utime(folder / "a.pdf", (1, 1))
    kept_or_made(folder, "b", make)
    assert [place.name for place in folder.iterdir()] == ["b.pdf"]
    monkeypatch.setattr(keeping, "MOST", 3)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: kept_or_made(folder, f"c{number}", make), range(40)))
    kept_or_made(folder, "last", make)
    assert len(list(folder.iterdir())) == 3


def test_another_content_is_another_paper() -> None:
    template = "concepts/print/concept.typ"
    digests = {
        digest_of(template, {"a": content}, title=title, lang=lang)
        for content in ("x", "y") for title in ("t", "u") for lang in ("de", "en")
    }  # fmt: skip
    assert len(digests) == 8
