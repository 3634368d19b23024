import pytest

from app.core.texts import clean, excerpt, fold, slugify

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Radweg \r\n nach Brandis ", "Radweg \n nach Brandis"),
        ("a\x00b", "ab"),
        ("harmlos\u202egnp.exe", "harmlosgnp.exe"),
        ("u\u0308ber", "über"),
        ("Familie 👨\u200d👩\u200d👧", "Familie 👨\u200d👩\u200d👧"),
    ],
)
def test_clean_drops_what_nobody_sees_and_keeps_what_people_mean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_fold_makes_two_spellings_one() -> None:
    assert fold("Straße") == fold("STRASSE") == "strasse"
    assert fold("Bürger") == fold("Buerger")
    assert fold("Café") == "cafe"


def test_slug_is_never_empty_and_never_long() -> None:
    assert slugify("Ein sicherer Radweg!") == "ein-sicherer-radweg"
    assert slugify("???") == "x"
    assert len(slugify("sehr " * 100)) <= 80


def test_excerpt_ends_at_a_word() -> None:
    assert excerpt("kurz") == "kurz"
    assert excerpt("Wort " * 100, 20).endswith("Wort …")
