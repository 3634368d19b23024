"""The author reads why, objects once, and somebody else decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import false, select

from app.accounts.models import Membership
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.core.journal import JournalEntry
from app.restrictions.models import Restriction
from app.restrictions.objecting import ObjectionIsLate, ObjectionIsThere, decide_objection, object_to
from app.restrictions.queries import desk_counts, objections_on_desk
from app.restrictions.restricting import NotInForce, lift_restriction
from tests.cast import Cast
from tests.restrictions.stage import FACTS, NORM, a_comment, counted, hidden
from tests.worlds import an_idea


def stored(restriction: Restriction) -> Restriction:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Restriction, restriction.id)


def objected(cast: Cast, restriction: Restriction, text: str = "Das stimmt nicht.") -> None:
    with transaction():
        object_to(db.session.get_one(Restriction, restriction.id), by=cast.anna, text=text)


def test_anna_reads_the_statement_and_objects(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea, anna = an_idea(cast), as_person(cast.anna)
    restriction = hidden(cast, idea)
    address = f"/konto/einschraenkungen/{restriction.id}"
    assert address in anna.get(f"/konto/ideen/{idea.id}").get_data(as_text=True)
    assert address in anna.get("/konto/einschraenkungen").get_data(as_text=True)
    page = anna.get(address).get_data(as_text=True)
    for words in (FACTS, NORM, idea.current.text, "keine automatischen Mittel", "Gerichte", "Widerspruch"):
        assert words in page, words
    empty = anna.post(f"{address}/widersprechen", data={"objection": "  "})
    assert empty.status_code == 422
    assert anna.post(f"{address}/widersprechen", data={"objection": "Das war keine Werbung."}).status_code == 303
    kept = stored(restriction)
    assert kept.objection == "Das war keine Werbung."
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "object")).one()
    assert (entry.audience, entry.details, entry.reason) == ("direct", {"restriction": restriction.id}, None)
    # The same once more is the same objection; another text is refused and not lost.
    again = anna.post(f"{address}/widersprechen", data={"objection": "Das war keine Werbung."})
    other = anna.post(f"{address}/widersprechen", data={"objection": "Noch ein Grund."})
    assert (again.status_code, other.status_code) == (303, 409)
    assert "Noch ein Grund." in other.get_data(as_text=True)
    assert stored(restriction).objection == "Das war keine Werbung."


def test_nobody_else_reads_a_statement(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    restriction = hidden(cast, an_idea(cast))
    address = f"/konto/einschraenkungen/{restriction.id}"
    for person in (cast.carla, cast.dilek, cast.bernd, cast.frieda):
        assert as_person(person).get(address).status_code == 404
        assert as_person(person).post(f"{address}/widersprechen", data={"objection": "x"}).status_code == 404
        assert FACTS not in as_person(person).get("/konto/einschraenkungen").get_data(as_text=True)
    assert client.get(address).status_code == 302
    assert as_person(cast.dilek).get(f"/verwaltung/meldungen/einschraenkung/{restriction.id}").status_code == 404
    assert stored(restriction).objection is None


def test_who_speaks_for_the_organisation_objects_for_it(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    organisation = cast.naunhof.organisation
    assert organisation is not None
    with transaction():
        idea.organisation_id, idea.author_kind = organisation.id, "organisation"
    restriction = hidden(cast, idea)
    address = f"/konto/einschraenkungen/{restriction.id}"
    # Anna typed it in and does not speak for the town.
    assert as_person(cast.anna).get(address).status_code == 404
    assert as_person(cast.frieda).get(address).status_code == 200
    assert as_person(cast.frieda).post(f"{address}/widersprechen", data={"objection": "Nein."}).status_code == 303
    with transaction():
        cast.frieda.memberships[0].until = (now() - timedelta(days=2)).date()
    assert as_person(cast.frieda).get(address).status_code == 404


def test_bernd_may_not_decide_on_his_own_decision_and_gerda_may(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    restriction = hidden(cast, idea)
    objected(cast, restriction)
    with transaction():
        db.session.add(Membership(person_id=cast.bernd.id, role="approver", authority_id=cast.here.id))
        db.session.add(Membership(person_id=cast.dilek.id, role="approver", authority_id=cast.elsewhere.id))
    db.session.expire_all()
    form = {"decision": "lifted", "decision_reason": "Er hat recht."}
    address = f"/verwaltung/meldungen/einschraenkung/{restriction.id}"
    assert as_person(cast.bernd).post(f"{address}/entscheiden", data=form).status_code == 403
    assert as_person(cast.dilek).post(f"{address}/entscheiden", data=form).status_code == 404
    assert as_person(cast.anna).post(f"{address}/entscheiden", data=form).status_code in {403, 404}
    assert "Über den Widerspruch entscheiden" not in as_person(cast.bernd).get(address).get_data(as_text=True)
    gerda = as_person(cast.gerda)
    assert idea.title in gerda.get("/verwaltung/meldungen/widersprueche").get_data(as_text=True)
    assert "Das stimmt nicht." in gerda.get(address).get_data(as_text=True)
    assert gerda.post(f"{address}/entscheiden", data=form | {"decision_reason": ""}).status_code == 422
    assert gerda.post(f"{address}/entscheiden", data=form | {"decision": "so"}).status_code == 422
    assert gerda.post(f"{address}/entscheiden", data=form).status_code == 303
    kept = stored(restriction)
    assert (kept.decision, kept.decided_by_id, kept.is_in_force) == ("lifted", cast.gerda.id, False)
    assert counted(idea)[1] is True
    rows = select(JournalEntry.verb).where(JournalEntry.thing_id == idea.id).order_by(JournalEntry.id)
    verbs = db.session.scalars(rows).all()
    assert verbs[-1] == "decide_objection"
    assert "lift_restriction" not in verbs
    assert gerda.post(f"{address}/entscheiden", data=form).status_code == 409
    assert "Er hat recht." in as_person(cast.anna).get(f"/konto/einschraenkungen/{restriction.id}").get_data(
        as_text=True
    )


def test_upheld_stays_hidden_and_the_author_reads_why(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast)
    comment = a_comment(cast, idea)
    restriction = hidden(cast, comment)
    with transaction():
        object_to(db.session.get_one(Restriction, restriction.id), by=cast.carla, text="Doch.")
        decide_objection(
            db.session.get_one(Restriction, restriction.id), by=cast.gerda, decision="upheld", reason="Es bleibt dabei."
        )
    assert stored(restriction).is_in_force
    assert counted(idea)[0] == 0
    page = as_person(cast.carla).get(f"/konto/einschraenkungen/{restriction.id}").get_data(as_text=True)
    assert "Es bleibt dabei." in page
    assert "widersprechen" not in page
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "decide_objection")).one()
    assert (entry.audience, entry.actor_role) == ("direct", "approver")


def test_what_an_objection_needs(cast: Cast) -> None:
    restriction = hidden(cast, an_idea(cast))

    def attempt(text: str) -> None:
        with transaction():
            object_to(db.session.get_one(Restriction, restriction.id), by=cast.anna, text=text)

    with pytest.raises(ReasonIsMissing):
        attempt(" ")
    with time_machine.travel(now() + timedelta(days=186)), pytest.raises(ObjectionIsLate):
        attempt("Zu spät.")
    with time_machine.travel(now() + timedelta(days=183)):
        attempt("Am letzten Tag.")
    with pytest.raises(ObjectionIsThere):
        attempt("Noch einmal.")
    other = hidden(cast, an_idea(cast))
    with pytest.raises(NotAllowedNow), transaction():
        decide_objection(db.session.get_one(Restriction, other.id), by=cast.gerda, decision="upheld", reason="x")
    with transaction():
        lift_restriction(db.session.get_one(Restriction, other.id), by=cast.bernd, reason="Irrtum.")
    with pytest.raises(NotInForce), transaction():
        object_to(db.session.get_one(Restriction, other.id), by=cast.anna, text="Hat sich erledigt.")


def test_lifting_settles_a_waiting_objection(cast: Cast, as_person: Callable[..., Any]) -> None:
    restriction = hidden(cast, an_idea(cast))
    objected(cast, restriction)
    gerda = as_person(cast.gerda)
    assert "Ein sicherer Radweg" in gerda.get("/verwaltung/meldungen/widersprueche").get_data(as_text=True)
    with transaction():
        lift_restriction(db.session.get_one(Restriction, restriction.id), by=cast.bernd, reason="Irrtum.")
    assert "Ein sicherer Radweg" not in gerda.get("/verwaltung/meldungen/widersprueche").get_data(as_text=True)
    assert "Ein sicherer Radweg" in gerda.get("/verwaltung/meldungen/ausgeblendet").get_data(as_text=True)


def test_who_comes_too_late_reads_so_and_keeps_the_text(cast: Cast, as_person: Callable[..., Any]) -> None:
    restriction = hidden(cast, an_idea(cast))
    objected(cast, restriction)
    address = f"/verwaltung/meldungen/einschraenkung/{restriction.id}"
    gerda, bernd = as_person(cast.gerda), as_person(cast.bernd)
    form = {"decision": "lifted", "decision_reason": "Sie hat recht."}
    assert gerda.post(f"{address}/entscheiden", data=form).status_code == 303
    for person, way, sent in (
        (gerda, "entscheiden", form | {"decision_reason": "Mein langer Text."}),
        (bernd, "aufheben", {"reason": "Mein langer Text."}),
    ):
        late = person.post(f"{address}/{way}", data=sent)
        assert late.status_code == 409
        assert "Darüber ist inzwischen entschieden." in late.get_data(as_text=True)
        assert "Mein langer Text." in late.get_data(as_text=True)
    assert stored(restriction).decision_reason == "Sie hat recht."


def test_an_objection_counts_only_for_those_who_may_decide_it(cast: Cast) -> None:
    restriction = hidden(cast, an_idea(cast))
    objected(cast, restriction)
    assert desk_counts(cast.gerda, false()).to_work_off == 1
    assert (desk_counts(cast.bernd, false()).objections, desk_counts(cast.bernd, false()).to_work_off) == (1, 0)


def test_objections_stand_in_the_order_they_came(cast: Cast) -> None:
    first, second = hidden(cast, an_idea(cast)), hidden(cast, an_idea(cast))
    with time_machine.travel(now() - timedelta(days=1)):
        objected(cast, second)
    objected(cast, first)
    assert [row.id for row in objections_on_desk(cast.gerda).rows] == [second.id, first.id]
