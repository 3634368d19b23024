"""The index of cooperations, those of a place and of a region: who is named, what is left out, how it is read."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.concepts.listing import ListFilter
from app.cooperations import showing
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.listing import (
    cooperations_of_place,
    cooperations_of_region,
    count_by_state,
    is_named,
    partners_of_projects,
    public_cooperations,
    visible_rows,
)
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.proposing import edit_draft, pass_pen
from app.cooperations.showing import shown_of
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.paging import CursorIsBroken
from app.municipalities.models import Municipality
from app.things.models import Thing
from tests.cast import Cast
from tests.cooperation_worlds import Town, a_cooperation, four_towns, keep_time, lay, place_of, say
from tests.queries import count_queries, plan_of

PUBLIC = {"public_from": "proposed"}


def titles(page: str) -> list[str]:
    found = re.findall(r'class="card__title"><a[^>]*>(.*?)</a>', page, re.S)
    return [re.sub("<[^>]*>", "", title).strip() for title in found]


def town_of(town: Town) -> Municipality:
    return db.session.scalars(db.select(Municipality).where(Municipality.organisation_id == town.body.id)).one()


def names_in(cooperation: Cooperation) -> list[str]:
    """Who is named of it in lists, and, once more and otherwise, on its page: the same."""
    db.session.expire_all()
    row = visible_rows([cooperation.id])[0]
    shown = shown_of(db.session.get_one(Cooperation, cooperation.id))
    assert shown is not None
    assert sorted(one.name for one in shown.named) == [partner.name for partner in row.partners]
    assert shown.state == row.state
    return [partner.name for partner in row.partners]


def new_text(cooperation: Cooperation, keeper: Town, **values: Any) -> None:
    """One more text is laid before the partners."""
    with transaction():
        terms = cooperation.working.model_copy(update=values)
        edit_draft(cooperation, terms, by=keeper.mayor, version=cooperation.draft_version)
    lay(cooperation, keeper)


def test_nothing_of_a_closed_cooperation_stands_in_any_list(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="draft", title="Entwurf")
    a_cooperation(cast, towns.naunhof, towns.brandis, title="Geschlossen")
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title="Nie", public_from="never")
    hidden = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title="Versteckt")
    with transaction():
        db.session.get_one(Thing, hidden.id).hide()
    assert public_cooperations(ListFilter())[0] == []
    assert count_by_state(ListFilter()) == {}
    assert cooperations_of_place(town_of(towns.naunhof).id, 6) == []
    assert cooperations_of_region(cast.partheland.id, 6) == []
    for address in ("/kooperationen", f"/gemeinden/{cast.naunhof.ags}", "/projekte"):
        page = client.get(address).text
        assert not any(word in page for word in ("Entwurf", "Geschlossen", "Versteckt")), address
    assert "Noch ist nichts öffentlich" in client.get("/kooperationen").text


def test_negative_control_an_agreed_one_stands_in_all_of_them(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert [row.number for row in public_cooperations(ListFilter())[0]] == [agreed.id]
    for address in ("/kooperationen", f"/gemeinden/{cast.naunhof.ags}", f"/gemeinden/{cast.brandis.ags}"):
        assert "Gemeinsamer Bauhof" in client.get(address).text, address
    assert names_in(agreed) == ["Stadt Brandis", "Stadt Naunhof"]


def test_in_a_public_proposal_only_those_are_named_who_said_yes(cast: Cast) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, *towns.all, **PUBLIC)
    assert names_in(proposal) == ["Stadt Naunhof"]
    say(proposal, towns.brandis)
    say(proposal, towns.borsdorf, "declined")
    assert names_in(proposal) == ["Stadt Brandis", "Stadt Naunhof"]
    say(proposal, towns.brandis, "changes_requested", text="Anders.")
    assert names_in(proposal) == ["Stadt Naunhof"]
    assert cooperations_of_place(town_of(towns.brandis).id, 6) == []
    assert [row.number for row in cooperations_of_place(town_of(towns.naunhof).id, 6)] == [proposal.id]


def test_whoever_got_the_pen_is_not_named_before_saying_yes(cast: Cast) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, **PUBLIC)
    with transaction():
        pass_pen(proposal, place_of(proposal, towns.brandis), by=towns.naunhof.mayor)
    assert names_in(proposal) == ["Stadt Naunhof"]


def test_a_closed_new_text_changes_nothing_of_what_is_shown(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    proposal = a_cooperation(cast, towns.naunhof, towns.brandis, **PUBLIC)
    say(proposal, towns.brandis, "declined")
    new_text(proposal, towns.naunhof, title="Unter uns", what="Geheimes Vorhaben.", public_from="agreed")
    assert (proposal.title, proposal.shown_version) == ("Gemeinsamer Bauhof", 1)
    assert names_in(proposal) == ["Stadt Naunhof"]
    assert "Unter uns" not in client.get("/kooperationen").text
    say(proposal, towns.brandis)
    assert (proposal.title, proposal.shown_version) == ("Unter uns", 2)
    new_text(proposal, towns.naunhof, title="Ganz unter uns", public_from="never")
    say(proposal, towns.brandis)
    assert proposal.agreed_version == 3
    assert (proposal.title, proposal.shown_version) == ("Unter uns", 2)
    assert names_in(proposal) == ["Stadt Brandis", "Stadt Naunhof"]
    assert "Ganz unter uns" not in client.get(f"/kooperationen/{proposal.id}-{proposal.slug}").text


def test_what_is_agreed_behind_closed_doors_is_a_proposal_to_the_public(cast: Cast) -> None:
    towns = four_towns(cast)
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_from="never")
    new_text(cooperation, towns.naunhof, title="Für alle", public_from="proposed")
    assert names_in(cooperation) == ["Stadt Naunhof"]
    assert count_by_state(ListFilter()) == {"proposed": 1}
    assert public_cooperations(ListFilter(states=("agreed",)))[0] == []
    assert public_cooperations(ListFilter(states=("proposed",)))[0][0].title == "Für alle"


def test_ended_and_withdrawn_ones_stay_in_the_index_with_those_who_took_part(cast: Cast) -> None:
    towns = four_towns(cast)
    ended = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title="Beendet")
    withdrawn = a_cooperation(cast, towns.borsdorf, towns.naunhof, title="Zurück", **PUBLIC)
    with transaction():
        leave(place_of(ended, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld.")
        withdraw_proposal(withdrawn, by=towns.borsdorf.mayor, reason="Doch nicht.")
    with time_machine.travel(now() + timedelta(days=2)), transaction():
        assert keep_time() == 1
    assert names_in(ended) == ["Stadt Brandis", "Stadt Naunhof"]
    assert names_in(withdrawn) == ["Stadt Borsdorf"]
    assert count_by_state(ListFilter()) == {"ended": 1, "withdrawn": 1}
    assert cooperations_of_place(town_of(towns.naunhof).id, 6) == []
    here = ListFilter(municipality_id=town_of(towns.brandis).id)
    assert [row.title for row in public_cooperations(here)[0]] == ["Beendet"]


def test_filters_leave_what_was_asked_for(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", title="Bauhof")
    a_cooperation(cast, towns.borsdorf, towns.brandis, title="Radweg", **PUBLIC)
    assert titles(client.get("/kooperationen").text) == ["Radweg", "Bauhof"]
    for query, expected in (
        ("status=agreed", ["Bauhof"]), ("status=proposed", ["Radweg"]), ("status=ended", []),
        (f"gemeinde={cast.brandis.ags}", ["Bauhof"]), (f"gemeinde={town_of(towns.borsdorf).ags}", ["Radweg"]),
        ("region=partheland", ["Radweg", "Bauhof"]), ("stelle=drueben", []), ("q=radweg", ["Radweg"]),
    ):  # fmt: skip
        assert titles(client.get(f"/kooperationen?{query}").text) == expected, query
    for query in ("status=draft", "gemeinde=1", "nach=quatsch"):
        assert client.get(f"/kooperationen?{query}").status_code == 400, query
    assert client.get("/kooperationen?gemeinde=region:partheland").status_code == 302
    assert titles(client.get(f"/regionen/{cast.partheland.slug}").text)[-2:] == ["Bauhof", "Radweg"]


def test_the_cooperation_of_a_merged_place_is_that_of_the_place_it_went_into(cast: Cast) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.borsdorf, state="agreed")
    with transaction():
        old = town_of(towns.borsdorf)
        old.valid_until, old.successor_id, old.current_id = today(), cast.brandis.id, cast.brandis.id
    assert [row.number for row in cooperations_of_place(cast.brandis.id, 6)] == [agreed.id]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    towns = four_towns(cast)
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        numbers = [a_cooperation(cast, towns.naunhof, towns.brandis, **PUBLIC).id for _ in range(5)]
    seen, cursor = [], None
    for _ in range(3):
        rows, cursor = public_cooperations(ListFilter(), cursor, 2)
        seen += [row.number for row in rows]
    assert (seen, cursor) == (numbers[::-1], None)
    with pytest.raises(CursorIsBroken):
        public_cooperations(ListFilter(), "quatsch")


def test_lists_take_two_queries_for_one_and_for_many(cast: Cast) -> None:
    towns = four_towns(cast)
    here = town_of(towns.naunhof).id
    for how_many in (1, 3):
        for _ in range(how_many):
            a_cooperation(cast, *towns.all, state="agreed")
        db.session.rollback()
        with count_queries(2):
            assert len(public_cooperations(ListFilter())[0]) >= how_many
        with count_queries(2):
            cooperations_of_place(here, 6)
        with count_queries(2):
            cooperations_of_region(cast.partheland.id, 6)
        with count_queries(1):
            count_by_state(ListFilter())
        with count_queries(1):
            partners_of_projects([1, 2, 3])


def many(cast: Cast, keeper: Town, count: int) -> None:
    """So many public cooperations written straight into the tables."""
    first = (db.session.scalar(db.select(Thing.id).order_by(Thing.id.desc()).limit(1)) or 0) + 1
    with transaction():
        keep = {"keeper_id": keeper.body.id, "home_id": cast.here.id, "draft": {}, "draft_version": 1, "version": 1}
        things, rows, texts = [], [], []
        for number in range(first, first + count):
            at = now() - timedelta(minutes=number)
            things.append({
                "id": number, "kind": "cooperation", "title": f"Vorhaben {number}", "slug": "x", "published_at": at,
                "authority_id": cast.here.id,
            })  # fmt: skip
            rows.append(keep | {"id": number, "state": "proposed", "shown_version": 1, "listed_at": at})
            texts.append({"cooperation_id": number, "number": 1, "content": {}, "fingerprint": "x"})
        db.session.execute(db.insert(Thing.__table__), things)
        db.session.execute(db.insert(Cooperation.__table__), rows)
        db.session.execute(db.insert(CooperationVersion.__table__), texts)
    if db.engine.dialect.name != "sqlite":
        db.session.execute(db.text("analyze thing"))
        db.session.execute(db.text("analyze cooperation"))
        db.session.execute(db.text("analyze cooperation_version"))


def test_the_index_is_read_from_its_index(app: Flask, cast: Cast, statements: list[Any]) -> None:
    many(cast, four_towns(cast).naunhof, 3_000)
    cursor: str | None = None
    for _page in range(2):
        statements.clear()
        _rows, cursor = public_cooperations(ListFilter(), cursor)
        plan = plan_of(*next(one for one in statements if "shown_text" in one[0] and "LIMIT" in one[0]))
        assert "ix_cooperation_listed" in plan, plan
        assert not re.search(r"Seq Scan on (thing|cooperation)|\bSort\b|TEMP B-TREE", plan), plan


def test_the_places_to_choose_are_those_where_something_is_found(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)

    def offered(query: str = "") -> list[str]:
        found = re.findall(r'<option value="([^"]+)"', client.get(f"/kooperationen{query}").text)
        return sorted(found)

    a_cooperation(cast, towns.naunhof, towns.borsdorf)
    assert offered() == [], "of what is closed not even its places"
    a_cooperation(cast, towns.naunhof, towns.brandis, towns.borsdorf, **PUBLIC)
    assert offered() == sorted([cast.naunhof.ags, f"region:{cast.partheland.slug}"])
    here = town_of(towns.parthenstein).ags
    assert here in offered(f"?gemeinde={here}"), "what is asked for stays to be seen"
    a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert cast.brandis.ags in offered()
    with transaction():
        cast.brandis.current_id = cast.brandis.successor_id = cast.naunhof.id
        cast.brandis.valid_until = today()
    assert cast.brandis.ags not in offered()


def test_lists_and_pages_name_the_same_partners(cast: Cast) -> None:
    """`listing.is_named` says in a query what `showing.is_named` says of a partner that is loaded."""
    towns = four_towns(cast)
    gone, stays = today() - timedelta(days=1), today() + timedelta(days=3)
    open_to_others = {"rule": "from_n", "threshold": 2}
    made = {
        state: a_cooperation(cast, *towns.all[:3], state="agreed", **open_to_others)
        for state in ("holds", "left", "leaves", "asks again", "left out", "ended", "ended while one asks")
    }
    made["proposed"] = a_cooperation(cast, *towns.all[:3], public_from="proposed")
    made["closed"] = a_cooperation(cast, *towns.all[:3], state="agreed", public_from="never")
    say(made["proposed"], towns.brandis, "declined")
    with transaction():
        third = {state: place_of(one, towns.borsdorf) for state, one in made.items()}
        for state in ("left", "asks again", "ended", "ended while one asks"):
            third[state].leaves_on, third[state].withdrawn_at = gone, now()
        for state in ("asks again", "ended while one asks"):
            third[state].asks_since = now()
        third["leaves"].leaves_on, third["left out"].withdrawn_at = stays, now()
        for state in ("ended", "ended while one asks"):
            made[state].state, made[state].ended_on = "ended", today()
    joined = select(Partner.id).join(Cooperation, Cooperation.id == Partner.cooperation_id)
    rows = joined.join(Declaration, Declaration.partner_id == Partner.id).where(is_named())
    by_query = set(db.session.scalars(rows))
    for state, one in made.items():
        by_page = {partner.id for partner in one.partners if showing.is_named(partner, one)}
        assert by_query & {partner.id for partner in one.partners} == by_page, state
    assert third["ended"].id in by_query, "positive control"
    assert third["left"].id not in by_query, "negative control"
