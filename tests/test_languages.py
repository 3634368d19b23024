"""Both catalogues are complete and current; German is spoken with Sie; placeholders survive translation."""

import re
from collections.abc import Iterator

import polib
import pytest

from scripts.merge_catalogues import LOCALES, catalogue_path, faults_of, in_english, wanted

pytestmark = pytest.mark.once
FAMILIAR = re.compile(r"\b(du|dein\w*|dir|dich)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def texts_of(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()]


def is_familiar(text: str) -> bool:
    return FAMILIAR.search(text) is not None


def lost_placeholders(entry: polib.POEntry) -> set[str]:
    """Placeholders that one side has and the other has not; a singular may leave the number out."""
    asked = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    given = set(PLACEHOLDER.findall("".join(texts_of(entry))))
    return asked ^ given


def entries(locale: str) -> Iterator[polib.POEntry]:
    yield from polib.pofile(str(catalogue_path(locale)))


@pytest.mark.parametrize("locale", LOCALES)
def test_catalogue_is_complete_and_current(locale: str) -> None:
    assert faults_of(locale) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_fuzzy_or_left_over(locale: str) -> None:
    assert [entry.msgid for entry in entries(locale) if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_survive(locale: str) -> None:
    assert {entry.msgid: lost for entry in entries(locale) if (lost := lost_placeholders(entry))} == {}


def test_german_is_not_familiar() -> None:
    assert [text for entry in entries("de") for text in texts_of(entry) if is_familiar(text)] == []


def test_a_du_a_lost_placeholder_and_a_missing_text_are_found(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_familiar("Hier siehst du Deine Ideen.")
    assert not is_familiar("Sie duzen sich; der Duft von Dirndln.")
    assert lost_placeholders(polib.POEntry(msgid="%(n)s of %(m)s", msgstr="%(n)s von {m}")) == {"%(m)s", "{m}"}
    catalogue = polib.POFile()
    texts = sorted(wanted().values(), key=lambda entry: entry.msgid)
    catalogue.extend([in_english(entry) for entry in texts[2:]])
    catalogue.append(polib.POEntry(msgid=texts[1].msgid, msgctxt=texts[1].msgctxt, msgstr=""))
    catalogue.append(polib.POEntry(msgid="gone", msgstr="gone"))
    catalogue.save(str(tmp_path / "messages.po"))
    monkeypatch.setattr("scripts.merge_catalogues.catalogue_path", lambda locale: tmp_path / "messages.po")
    faults = faults_of("en")
    assert f"en: nicht im Katalog: {texts[0].msgid}" in faults
    assert "en: nicht mehr im Quelltext: gone" in faults
    assert any(fault.startswith("en: unfertig:") for fault in faults)
