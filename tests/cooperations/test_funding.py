"""Money from programmes: kept by whoever writes the text, read by all partners, never changed over somebody else's."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cooperations.cost_wording import funding_line, purse_lines
from app.cooperations.costing import costs_of, purse_of
from app.cooperations.funding import (
    MOST_FUNDINGS,
    FundingIsUnclear,
    Grant,
    TooManyFundings,
    add_funding,
    change_funding,
    drop_funding,
    faults_of_grant,
)
from app.cooperations.leaving import withdraw_proposal
from app.cooperations.models import Cooperation, Funding
from app.cooperations.proposing import delete_draft
from app.cooperations.queries import due_soon
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, four_towns
from tests.queries import queries

PATH = "/konto/kooperationen/{}/foerderung"
LEADER = Grant("LEADER", applied_cents=4_000_000, applied_on=date(2026, 3, 2))


@pytest.fixture
def towns(cast: Cast) -> Towns:
    return four_towns(cast)


def a_funding(cooperation: Cooperation, towns: Towns, grant: Grant = LEADER) -> Funding:
    with transaction():
        return add_funding(cooperation, grant, by=towns.naunhof.mayor)


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def typed(**more: str) -> dict[str, str]:
    """What a form sends; amounts as German town halls write them."""
    return {"programme": "LEADER", "applied_cents": "40.000,00", "applied_on": "2026-03-02", **more}


def entries(number: int) -> list[JournalEntry]:
    found = select(JournalEntry).where(JournalEntry.thing_id == number, JournalEntry.verb.like("%_funding"))
    return list(db.session.scalars(found.order_by(JournalEntry.id)))


# ---- the verbs -----------------------------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"programme": " "}, {"programme": "missing"}),
        ({"applied_on": date(2999, 1, 1)}, {"applied_on": "ahead"}),
        ({"granted_on": date(2999, 1, 1)}, {"granted_on": "ahead"}),
        ({"granted_cents": 5}, {"granted_on": "pair"}),
        ({"due_on": date(2027, 1, 1)}, {"due_for": "pair"}),
        ({"due_for": "Antrag"}, {"due_on": "pair"}),
        ({"due_on": date(2999, 1, 1), "due_for": "Antrag"}, {"due_on": "far"}),
        ({"applied_cents": 10**13 + 1}, {"applied_cents": "amount"}),
        ({"applied_on": date(2026, 3, 2), "granted_on": date(2026, 3, 1)}, {"granted_on": "before"}),
        ({"granted_cents": -1, "granted_on": date(2026, 1, 1)}, {"granted_cents": "amount"}),
    ],
)
def test_what_does_not_fit_together_is_found(more: dict[str, Any], fault: dict[str, str]) -> None:
    values: dict[str, Any] = {"programme": "LEADER", **more}
    assert faults_of_grant(Grant(**values)) == fault
    assert faults_of_grant(LEADER) == {}


def test_noted_twice_alike_it_is_one(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    first = a_funding(cooperation, towns)
    assert a_funding(cooperation, towns, Grant(" LEADER ", 4_000_000, date(2026, 3, 2))).id == first.id
    (entry,) = entries(cooperation.id)
    assert (entry.verb, entry.audience, entry.details["programme"]) == ("add_funding", "author", "LEADER")


def test_the_notice_comes_and_the_chronicle_keeps_what_was(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    funding = a_funding(cooperation, towns)
    granted = Grant("LEADER", 4_000_000, date(2026, 3, 2), 3_000_000, date(2026, 6, 1), date(2027, 3, 1), "Nachweis")
    with transaction():
        assert change_funding(funding, granted, by=towns.naunhof.mayor, version=1)
    assert (funding.version, funding.granted_cents, funding.is_refused) == (2, 3_000_000, False)
    with transaction():
        assert not change_funding(funding, granted, by=towns.naunhof.mayor, version=2), "nothing else, no entry"
    with transaction(), pytest.raises(VersionIsStale):
        change_funding(funding, LEADER, by=towns.naunhof.mayor, version=1)
    _added, changed = entries(cooperation.id)
    assert changed.details["before"] == {
        "granted_cents": None, "granted_on": None, "due_on": None, "due_for": None,
    }  # fmt: skip
    assert (changed.details["outcome"], changed.details["doer"]) == ("granted", towns.naunhof.body.id)


def test_a_notice_without_money_is_a_refusal(cast: Cast, towns: Towns, app: Flask) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, total_cents=10_000_000, funding_cents=4_000_000)
    refused = a_funding(cooperation, towns, Grant("LEADER", 4_000_000, None, 0, date(2026, 6, 1)))
    assert refused.granted_cents is None
    assert refused.is_refused
    a_funding(cooperation, towns, Grant("GRW", 1_000_000, None, 900_000, date(2026, 6, 2)))
    a_funding(cooperation, towns, Grant("Stiftung", 50_000))
    costs = costs_of(cooperation, cooperation.versions[0])
    assert costs is not None
    purse = costs.purse
    assert (purse.counted, purse.applied, purse.granted, purse.refused) == (4_000_000, 50_000, 900_000, 4_000_000)
    assert (purse.gap, purse.remains) == (3_100_000, 9_100_000)
    with app.test_request_context():
        assert ("Bleibt nach Abzug des Bewilligten bei den Partnern", "91.000,00 Euro") in purse_lines(purse)
        assert funding_line(refused) == "40.000,00 Euro zu beantragen; abgelehnt am 1. Juni 2026"
        assert purse_lines(purse_of(cooperation.working.model_copy(update={"funding_cents": None}), [])) == []


def test_what_was_noted_by_mistake_goes_and_stays_in_the_chronicle(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    funding = a_funding(cooperation, towns)
    with transaction(), pytest.raises(VersionIsStale):
        drop_funding(funding, by=towns.naunhof.mayor, version=7)
    with transaction():
        drop_funding(db.session.get_one(Funding, funding.id), by=towns.naunhof.mayor, version=1)
    assert db.session.scalar(select(func.count()).select_from(Funding)) == 0
    assert entries(cooperation.id)[-1].details["before"]["applied_cents"] == 4_000_000


def test_there_is_a_limit_and_an_end(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis)
    for number in range(MOST_FUNDINGS):
        a_funding(cooperation, towns, Grant(f"Programm {number}"))
    with transaction(), pytest.raises(TooManyFundings):
        add_funding(cooperation, LEADER, by=towns.naunhof.mayor)
    with transaction(), pytest.raises(FundingIsUnclear):
        add_funding(cooperation, Grant(""), by=towns.naunhof.mayor)
    with transaction():
        withdraw_proposal(db.session.get_one(Cooperation, cooperation.id), by=towns.naunhof.mayor, reason="Doch nicht.")
    with transaction(), pytest.raises(NotAllowedNow):
        add_funding(db.session.get_one(Cooperation, cooperation.id), LEADER, by=towns.naunhof.mayor)


def test_a_draft_with_funding_can_be_thrown_away(cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, towns.naunhof, towns.brandis, state="draft")
    a_funding(cooperation, towns)
    with transaction():
        delete_draft(cooperation, version=cooperation.draft_version)
    assert db.session.scalar(select(func.count()).select_from(Funding)) == 0


def test_days_that_come_soon(cast: Cast, towns: Towns) -> None:
    cooperation, over = (a_cooperation(cast, towns.naunhof, towns.brandis) for _n in range(2))
    for days in (-1, 0, 14, 15):
        due = Grant(f"in {days}", due_on=today() + timedelta(days=max(days, 0)), due_for="Antrag")
        funding = a_funding(cooperation, towns, due)
        with transaction():
            funding.due_on = today() + timedelta(days=days)
    with transaction(), pytest.raises(FundingIsUnclear):
        over_already = Grant("zu spät", due_on=today() - timedelta(days=1), due_for="Antrag")
        add_funding(cooperation, over_already, by=towns.naunhof.mayor)
    a_funding(cooperation, towns, Grant("ohne Tag"))
    a_funding(over, towns, Grant("vorbei", due_on=today(), due_for="Antrag"))
    with transaction():
        withdraw_proposal(db.session.get_one(Cooperation, over.id), by=towns.naunhof.mayor, reason="Doch nicht.")
    assert [row.programme for row in due_soon(today())] == ["in 0", "in 14"]
    assert [row.programme for row in due_soon(today(), days=0)] == ["in 0"]
    assert due_soon(today())[0].cooperation.id == cooperation.id


# ---- the doors -----------------------------------------------------------------------------------------


def test_the_keeper_notes_a_programme_and_all_partners_read_it(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], total_cents=12_000_000, funding_cents=4_000_000)
    keeper, path = as_person(towns.naunhof.mayor), PATH.format(cooperation.id)
    assert "Noch ist kein Programm eingetragen" in words(keeper.get(path))
    answer = keeper.post(path, data=typed(due_on=f"{today() + timedelta(days=30)}", due_for="Verwendungsnachweis"))
    assert (answer.status_code, answer.location) == (303, path)
    for reader in (keeper, as_person(towns.brandis.mayor)):
        page = words(reader.get(path))
        assert "40.000,00 Euro beantragt am 2. März 2026" in page
        assert "Verwendungsnachweis" in page
        assert "Eingeplant, aber nicht bewilligt" in page
    assert "Programm eintragen" not in words(as_person(towns.brandis.mayor).get(path))
    assert as_person(cast.anna).get(path).status_code == 404
    assert as_person(cast.bernd).get(path).status_code == 404


def test_only_those_who_write_the_text_keep_the_money(cast: Cast, towns: Towns, as_person: Any, client: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    funding = a_funding(cooperation, towns)
    path = PATH.format(cooperation.id)
    addresses = (path, f"{path}/{funding.id}", f"{path}/{funding.id}/entfernen")
    for person, expected in ((towns.brandis.mayor, 403), (towns.borsdorf.mayor, 404), (cast.bernd, 404)):
        for address in addresses:
            assert as_person(person).post(address, data=typed(version="1")).status_code == expected
        assert as_person(person).get(addresses[1]).status_code == expected
    assert client.post(path, data=typed()).status_code == 302
    db.session.expire_all()
    assert (funding.version, db.session.scalar(select(func.count()).select_from(Funding))) == (1, 1)


def test_money_of_another_cooperation_is_not_changed_by_this_ones_address(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    own = a_cooperation(cast, *towns.all[:2])
    others = a_cooperation(cast, towns.brandis, towns.naunhof)
    funding = a_funding(others, towns)
    keeper = as_person(towns.naunhof.mayor)
    assert keeper.post(f"{PATH.format(own.id)}/{funding.id}", data=typed(version="1")).status_code == 404
    assert keeper.post(f"{PATH.format(others.id)}/{funding.id}", data=typed(version="1")).status_code == 403


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    keeper, path = as_person(towns.naunhof.mayor), PATH.format(cooperation.id)
    answer = keeper.post(path, data=typed(programme="", applied_cents="viel", due_for="Antrag ✎"))
    page = words(answer)
    assert answer.status_code == 422
    assert "Bitte nennen Sie das Programm." in page
    assert 'value="viel"' in page
    assert 'value="Antrag ✎"' in page
    answer = keeper.post(path, data=typed(granted_cents="30.000,00", due_for="Antrag ✎"))
    assert answer.status_code == 422
    assert "Bitte geben Sie auch den Tag des Bescheids an." in words(answer)
    assert "Bitte geben Sie auch den Tag an." in words(answer)
    assert 'value="30.000,00"' in words(answer)


def test_somebody_else_was_faster_and_both_are_seen(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    funding = a_funding(cooperation, towns)
    keeper, path = as_person(towns.naunhof.mayor), f"{PATH.format(cooperation.id)}/{funding.id}"
    assert 'value="40.000,00"' in words(keeper.get(path))
    assert keeper.post(path, data=typed(version="1", applied_cents="41.000")).status_code == 303
    answer = keeper.post(path, data=typed(version="1", applied_cents="42.000"))
    assert answer.status_code == 409
    assert "So steht es jetzt: 41.000,00 Euro beantragt" in words(answer)
    assert 'value="42.000"' in words(answer)
    assert keeper.post(f"{path}/entfernen", data={"version": "1"}).status_code == 409
    assert keeper.post(path, data=typed(version="2", applied_cents="42.000")).status_code == 303
    assert keeper.post(f"{path}/entfernen", data={"version": "3"}).status_code == 303
    assert keeper.get(path).status_code == 404


def test_after_the_end_nothing_is_changed(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    funding = a_funding(cooperation, towns)
    with transaction():
        withdraw_proposal(db.session.get_one(Cooperation, cooperation.id), by=towns.naunhof.mayor, reason="Doch nicht.")
    keeper, path = as_person(towns.naunhof.mayor), PATH.format(cooperation.id)
    assert "Programm eintragen" not in words(keeper.get(path))
    for address in (path, f"{path}/{funding.id}", f"{path}/{funding.id}/entfernen"):
        assert keeper.post(address, data=typed(version="1", applied_cents="1,00")).status_code == 303
    assert keeper.get(f"{path}/{funding.id}").status_code == 303
    db.session.expire_all()
    assert funding.applied_cents == 4_000_000


def test_the_page_asks_as_often_for_one_as_for_many(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all)
    few = a_cooperation(cast, *towns.all)
    a_funding(few, towns)
    for number in range(5):
        a_funding(cooperation, towns, Grant(f"Programm {number}", due_on=today(), due_for="Antrag"))
    reader, asked = as_person(towns.brandis.mayor), []
    for one in (few, cooperation, few, cooperation):
        db.session.remove()
        with queries() as statements:
            assert reader.get(PATH.format(one.id)).status_code == 200
        asked.append(len(statements))
    assert asked[2] == asked[3]
