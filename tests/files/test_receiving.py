"""Taking in: bounds, names, and a decoder that fails on its own."""

from pathlib import Path

import pytest

from app.files import receiving
from app.files.receiving import MOST_BYTES, FileIsRefused, make_harmless, name_for, take_in
from app.files.storing import Store, store_at
from tests.files.samples import a_bomb, a_pdf, a_photo

pytestmark = pytest.mark.once


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_at(f"file://{tmp_path}/files")


def test_a_photo_lies_in_the_store_with_its_preview(store: Store) -> None:
    received = take_in(a_photo(), "C:\\fakepath\\Radweg.JPG", store)
    assert (received.name, received.media_type, received.width, received.height) == (
        "Radweg.webp",
        "image/webp",
        40,
        60,
    )
    assert sorted(store.list_keys()) == sorted([received.key, str(received.preview_key)])
    assert len(store.get(received.key)) == received.size


def test_a_document_has_no_preview(store: Store) -> None:
    received = take_in(a_pdf(), "plan.docx", store)
    assert (received.name, received.preview_key) == ("plan.pdf", None)


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "empty"), (b"x" * (MOST_BYTES + 1), "size"), (a_bomb(), "pixels"), (b"<html>", "type")]
)
def test_what_is_refused_leaves_nothing_behind(data: bytes, why: str, store: Store) -> None:
    with pytest.raises(FileIsRefused) as refused:
        take_in(data, "x.jpg", store)
    assert refused.value.why == why
    assert list(store.list_keys()) == []


def program(tmp_path: Path, source: str) -> Path:
    path = tmp_path / "program.py"
    path.write_text(source)
    return path


@pytest.mark.parametrize("source", ["import os; os.abort()", "import time; time.sleep(60)", "raise MemoryError"])
def test_a_decoder_that_dies_or_hangs_harms_nobody(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PROGRAM", program(tmp_path, source))
    monkeypatch.setattr(receiving, "SECONDS", 0.3)
    with pytest.raises(FileIsRefused):
        make_harmless(a_photo())


def test_no_secret_of_ours_reaches_the_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "streng-geheim")
    source = "import json, os; print(json.dumps({'refused': os.environ.get('AWS_SECRET_ACCESS_KEY', 'nothing')}))"
    monkeypatch.setattr(receiving, "PROGRAM", program(tmp_path, source))
    with pytest.raises(FileIsRefused, match="nothing"):
        make_harmless(a_photo())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.webp"),
        ("Radweg Süd.jpeg", "Radweg Süd.webp"),
        ("a\x00b\r\nc.png", "ab c.webp"),
        ("\u202egpj.exe", "gpj.webp"),
        ('x";rm -rf.png', "x rm -rf.webp"),
        ("...", "foto.webp"),
        ("", "foto.webp"),
        ("bild.php.jpg", "bild.php.webp"),
        ("e" * 300 + ".jpg", "e" * 95 + ".webp"),
    ],
)
def test_names_become_harmless(sent: str, kept: str) -> None:
    assert name_for(sent, "image/webp") == kept
