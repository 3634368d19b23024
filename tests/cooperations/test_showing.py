"""What a page says of a partner whose town is no more."""

from typing import Any

from app.core.database import db, transaction
from app.municipalities.loading import load_municipalities
from app.municipalities.models import Municipality
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation
from tests.cooperations.pages import its_page, said
from tests.invariants import assert_sound
from tests.municipalities.extracts import BRANDIS, a_place, as_file, merged


def test_a_partner_that_was_merged_away_says_into_what(cast: Cast, towns: Towns, client: Any, as_person: Any) -> None:
    cooperation = a_cooperation(cast, towns.borsdorf, towns.brandis, state="agreed")
    frieda_reads = f"/kooperationen/{cooperation.id}-{cooperation.slug}"
    assert "Teil von" not in client.get(frieda_reads).text
    with transaction():
        load_municipalities(as_file(merged_with(towns)))
    said_of_it = "seit dem 1. Januar 2026 Teil von Stadt Naunhof"
    assert said_of_it in said(client.get(frieda_reads))
    assert said_of_it in said(as_person(towns.borsdorf.mayor).get(its_page(cooperation)))
    assert_sound()


def merged_with(towns: Towns) -> dict[str, Any]:
    """Brandis has gone into Naunhof; the other towns of the cast are as they were."""
    data = merged()
    listed = {one["ags"] for one in data["municipalities"]} | {BRANDIS}
    others = db.session.scalars(db.select(Municipality).where(Municipality.ags.not_in(listed)))
    data["municipalities"] += [a_place(town.ags, town.official_name, "14729") for town in others]
    return data
