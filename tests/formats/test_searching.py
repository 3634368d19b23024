"""What the search finds of formats."""

import pytest

from app.core.database import transaction
from app.formats import running
from tests.format_worlds import a_format


@pytest.fixture
def found(client):
    return lambda words, **more: client.get("/suche", query_string={"q": words, **more}).text


def test_a_format_is_found_by_what_it_is_about_and_by_its_questions(cast, found):
    format = a_format(cast, title="Mühlenrunde", sections=("Wasserräder",))
    for words in ("Mühlenrunde", "Wasserrad", "Haushalt 2027"):
        assert f"/beteiligung/{format.id}-" in found(words), words
    page = found("Mühlenrunde", art="format")
    assert "Beteiligung" in page
    assert "Läuft" in page


def test_a_result_is_found_once_it_is_published_and_not_before(cast, found):
    format = a_format(cast, state="closed", title="Mühlenrunde")
    with transaction():
        running.draft_result(format, by=cast.bernd, result="Ein Wehr entsteht.", version=format.version)
    assert f"/beteiligung/{format.id}-" not in found("Wehr")
    with transaction():
        running.conclude_format(format, by=cast.bernd, result="Ein Wehr entsteht.", version=format.version)
    assert f"/beteiligung/{format.id}-" in found("Wehr")


def test_nobody_finds_a_draft_or_a_closed_format(cast, found):
    a_format(cast, state="draft", title="Mühlenentwurf")
    a_format(cast, audience="invited", invited=(cast.anna,), title="Mühlenzirkel")
    for words in ("Mühlenentwurf", "Mühlenzirkel"):
        assert "/beteiligung/" not in found(words)
