"""What the search finds of cooperations: what everybody may read of the public text, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from app.cooperations.proposing import edit_draft
from app.core.database import db, transaction
from app.search.checking import wrong_documents
from app.things.models import Thing
from tests.cast import Cast
from tests.cooperation_worlds import a_cooperation, four_towns, lay, say


@pytest.fixture
def found(client: Any) -> Callable[..., str]:
    return lambda words, **more: client.get("/suche", query_string={"q": words, **more}).text


def test_a_public_one_is_found_by_its_text_its_sections_and_its_towns(cast: Cast, found: Callable[..., str]) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(
        cast, towns.naunhof, towns.borsdorf, state="agreed", title="Mühlenbund", purpose="Wasserräder drehen."
    )
    for words in ("Mühlenbund", "Bauhof", "stillstehen Maschinen", "Wasserrad", "Borsdorf"):
        assert f"/kooperationen/{agreed.id}-" in found(words), words
    page = found("Mühlenbund", art="cooperation")
    assert "Kooperation von Gemeinden" in page
    assert "Vereinbart" in page


def test_nobody_finds_a_closed_one_nor_what_is_not_released(cast: Cast, found: Callable[..., str]) -> None:
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="draft", title="Mühlenentwurf")
    a_cooperation(cast, towns.naunhof, towns.brandis, title="Mühlenzirkel")
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title="Mühlenschweigen", public_from="never")
    for words in ("Mühlenentwurf", "Mühlenzirkel", "Mühlenschweigen"):
        assert "/kooperationen/" not in found(words), words
    proposal = a_cooperation(
        cast, towns.naunhof, towns.borsdorf, public_from="proposed", public_parts=(), purpose="Wasserräder drehen."
    )
    assert f"/kooperationen/{proposal.id}-" in found("Bauhof")
    for words in ("Wasserräder", "Borsdorf"):
        assert f"/kooperationen/{proposal.id}-" not in found(words), words
    say(proposal, towns.borsdorf)
    assert f"/kooperationen/{proposal.id}-" in found("Borsdorf")


def test_a_newer_closed_text_and_a_hidden_page_are_not_found(cast: Cast, found: Callable[..., str]) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    with transaction():
        terms = agreed.working.model_copy(update={"what": "Wasserräder.", "public_from": "never"})
        edit_draft(agreed, terms, by=towns.naunhof.mayor, version=agreed.draft_version)
    lay(agreed, towns.naunhof)
    say(agreed, towns.brandis)
    assert "/kooperationen/" not in found("Wasserräder")
    assert f"/kooperationen/{agreed.id}-" in found("Bauhof")
    with transaction():
        db.session.get_one(Thing, agreed.id).hide()
    assert "/kooperationen/" not in found("Bauhof")


def test_it_is_found_by_its_number_and_listed_for_machines(cast: Cast, client: Any, found: Callable[..., str]) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    closed = a_cooperation(cast, towns.naunhof, towns.brandis)
    assert f"/kooperationen/{agreed.id}-" in found(str(agreed.id))
    assert "/kooperationen/" not in found(str(closed.id))
    sitemap = client.get("/sitemap.xml").text
    assert f"/kooperationen/{agreed.id}-" in sitemap
    assert f"/kooperationen/{closed.id}-" not in sitemap
    items = client.get("/api/v1/search?q=Bauhof&kind=cooperation").json["items"]
    assert [(item["kind"], item["number"]) for item in items] == [("cooperation", agreed.id)]


def test_what_is_kept_is_what_is_due(cast: Cast) -> None:
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    a_cooperation(cast, towns.naunhof, towns.brandis)
    assert list(wrong_documents()) == []
