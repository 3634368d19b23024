"""`make catalogues`: the two catalogues, brought up to the source.

German keeps what is written in it, new texts come empty and are named; English repeats the source. Sorted, without
line numbers and dates, so that a change shows what changed. `--check` only looks.
"""

import sys
from functools import cache
from pathlib import Path

import polib
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).parent.parent
LOCALES = ("de", "en")
# What marks a text: gettext's own names plus those of Flask-Babel and WTForms' lazy ones.
KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "_l": None,
    "ngettext": (1, 2), "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Key = tuple[str, str]


def catalogue_path(locale: str) -> Path:
    return ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"


def key_of(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid)


@cache
def _of_the_source() -> Catalog:
    """The texts as they stand in the source, which is read once for all languages."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = Catalog()
    for path, line, message, comments, context in extract_from_dir(
        ROOT / "app", methods, options, keywords=KEYWORDS, comment_tags=("NOTE:",), strip_comment_tags=True
    ):
        catalogue.add(message, None, [(path, line)], auto_comments=comments, context=context)
    return catalogue


def wanted() -> dict[Key, polib.POEntry]:
    """Every text of the source, untranslated."""
    entries = {}
    for found in _of_the_source():
        if not found.id:
            continue
        singular, plural = found.id if isinstance(found.id, tuple) else (found.id, None)
        entry = polib.POEntry(msgid=singular, msgctxt=found.context, comment="\n".join(found.auto_comments))
        entry.flags = sorted(found.flags)
        if plural is not None:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: ""}
        entries[key_of(entry)] = entry
    return entries


def known_german() -> dict[Key, polib.POEntry]:
    """What has been written in German so far."""
    return {key_of(entry): entry for entry in polib.pofile(str(catalogue_path("de"))) if entry.translated()}


def in_german(entry: polib.POEntry, known: dict[Key, polib.POEntry]) -> polib.POEntry:
    german = known.get(key_of(entry))
    if german is None:
        return entry
    if entry.msgid_plural:
        entry.msgstr_plural = german.msgstr_plural or {0: german.msgstr, 1: german.msgstr}
    else:
        entry.msgstr = german.msgstr or german.msgstr_plural.get(0, "")
    return entry


def in_english(entry: polib.POEntry) -> polib.POEntry:
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid
    return entry


def merged(locale: str) -> polib.POFile:
    """The catalogue of this language as it should stand in its file."""
    known = known_german() if locale == "de" else {}
    file = polib.POFile(wrapwidth=110)
    file.metadata = {
        "Project-Id-Version": "Ideenkreis",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for _key, entry in sorted(wanted().items(), key=lambda item: (item[0][1].casefold(), item[0])):
        file.append(in_german(entry, known) if locale == "de" else in_english(entry))
    return file


def faults_of(locale: str) -> list[str]:
    """What the committed catalogue of this language lacks."""
    path = catalogue_path(locale)
    if not path.exists():
        return [f"{path.relative_to(ROOT)} fehlt: make catalogues"]
    standing = polib.pofile(str(path))
    entries = {key_of(entry): entry for entry in standing if not entry.obsolete}
    source = wanted()
    return [
        *(f"{locale}: nicht im Katalog: {msgid}" for context, msgid in source.keys() - entries.keys()),
        *(f"{locale}: nicht mehr im Quelltext: {msgid}" for context, msgid in entries.keys() - source.keys()),
        *(f"{locale}: unfertig: {entry.msgid}" for entry in entries.values() if not entry.translated()),
    ]


def main() -> int:
    if "--check" in sys.argv:
        faults = [fault for locale in LOCALES for fault in faults_of(locale)]
        print("\n".join(faults) or "Kataloge: vollständig")
        return 1 if faults else 0
    for locale in LOCALES:
        file = merged(locale)
        catalogue_path(locale).parent.mkdir(parents=True, exist_ok=True)
        file.save(str(catalogue_path(locale)))
        missing = [entry.msgid for entry in file if not entry.translated()]
        print(f"{locale}: {len(file)} Texte, {len(missing)} ohne Übersetzung")
        for msgid in missing:
            print(f"  {msgid!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
