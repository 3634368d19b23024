"""Every state × every verb: what the table allows happens, everything else is refused and changes nothing."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from app.cooperations import funding
from app.cooperations.declaring import PENDING, Council, declare, note_council, prepare_answer
from app.cooperations.leaving import leave, withdraw_proposal
from app.cooperations.models import Cooperation
from app.cooperations.proposing import ask_to_join, delete_draft, edit_draft, invite_further, lay_text, pass_pen
from app.cooperations.workflow import STATES, WORKFLOW, is_possible
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import DomainError, NotAllowedNow
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, Towns, a_cooperation, place_of, terms_for
from tests.cooperations.stage import rows

Deed = Callable[[Cooperation, Towns], Any]


def _edit(cooperation: Cooperation, towns: Towns) -> None:
    new = terms_for(
        *towns.all[:2], rule="from_n", threshold=2, public_from="proposed", why=f"Neu {cooperation.draft_version}."
    )
    edit_draft(cooperation, new, by=towns.naunhof.mayor, version=cooperation.draft_version)


def _lay(cooperation: Cooperation, towns: Towns) -> None:
    lay_text(cooperation, by=towns.naunhof.mayor, version=cooperation.draft_version, function=MAYOR, council=PENDING)


def _declare(cooperation: Cooperation, towns: Towns) -> None:
    laid = cooperation.laid
    values = {"version": laid.number, "fingerprint": laid.fingerprint} if laid else {"version": 0, "fingerprint": ""}
    declare(
        place_of(cooperation, towns.brandis), by=towns.brandis.mayor, verdict="accepted", function=MAYOR,
        council=PENDING, text="Noch einmal.", **values,
    )  # fmt: skip


def _note_council(cooperation: Cooperation, towns: Towns) -> None:
    note_council(
        place_of(cooperation, towns.naunhof), by=towns.naunhof.mayor, version=cooperation.version,
        council=Council("decided", today()),
    )  # fmt: skip


DEEDS: dict[str, Deed] = {
    "edit_draft": _edit,
    "lay_text": _lay,
    "delete_draft": lambda one, towns: delete_draft(one, version=one.draft_version),
    "invite_further": lambda one, towns: invite_further(one, towns.borsdorf.body, by=towns.naunhof.mayor),
    "ask_to_join": lambda one, towns: ask_to_join(one, towns.borsdorf.body, by=towns.borsdorf.mayor, text="Wir auch."),
    "pass_pen": lambda one, towns: pass_pen(one, place_of(one, towns.brandis), by=towns.naunhof.mayor),
    "prepare_answer": lambda one, towns: prepare_answer(
        place_of(one, towns.brandis), by=towns.brandis.mayor, version=one.version, verdict="accepted", text="Ja."
    ),
    "declare": _declare,
    "note_council": _note_council,
    "leave": lambda one, towns: leave(
        place_of(one, towns.brandis), by=towns.brandis.mayor, on=today(), reason="Kein Geld."
    ),
    "withdraw_proposal": lambda one, towns: withdraw_proposal(one, by=towns.naunhof.mayor, reason="Doch nicht."),
    "keep_funding": lambda one, towns: funding.add_funding(one, funding.Grant("LEADER"), by=towns.naunhof.mayor),
}
"""Verb → what somebody who may do it does, on a cooperation of Naunhof (which writes) and Brandis."""
ELSEWHERE = {"file_paper": "test_filing", "make_project": "test_making_projects"}
"""Verbs that need a file or a desk: the tests of these are walked over the states by their own."""


def in_state(cast: Cast, towns: Towns, state: str) -> Cooperation:
    """A cooperation of two, open to others, public from the proposal on: whatever the state allows is possible."""
    first = {"draft": "draft", "agreed": "agreed", "ended": "agreed"}.get(state, "proposed")
    cooperation = a_cooperation(cast, *towns.all[:2], state=first, rule="from_n", threshold=2, public_from="proposed")
    with transaction():
        # A draft that is ahead, so that there is something to lay before the partners.
        if state != "draft":
            _edit(cooperation, towns)
        else:
            cooperation.partners.append(a_place(cooperation, towns))
        if state in ("ended", "withdrawn"):
            cooperation.state, cooperation.ended_on = state, today()
    return cooperation


def a_place(cooperation: Cooperation, towns: Towns) -> Any:
    """In a draft nobody is asked yet: a place to try verbs with that need one."""
    from app.cooperations.models import Partner

    return Partner(organisation_id=towns.brandis.body.id, organisation=towns.brandis.body)


def test_every_verb_of_the_table_is_tried() -> None:
    assert set(DEEDS) | set(ELSEWHERE) == set(WORKFLOW)
    assert all(states <= set(STATES) for states in WORKFLOW.values())


@pytest.mark.parametrize(("state", "verb"), sorted(product(STATES, DEEDS)))
def test_every_state_and_verb(cast: Cast, towns: Towns, state: str, verb: str) -> None:
    cooperation = in_state(cast, towns, state)
    if is_possible(verb, state):
        before = rows("journal_entry")
        with transaction():
            DEEDS[verb](db.session.merge(cooperation), towns)
        assert rows("journal_entry") != before, "something has happened"
        return
    before = rows("journal_entry")
    with pytest.raises(DomainError) as raised, transaction():
        DEEDS[verb](cooperation, towns)
    assert isinstance(raised.value, NotAllowedNow)
    assert (raised.value.verb, raised.value.state) == (verb, state), "refused for its state, not for anything else"
    assert rows("journal_entry") == before


def test_negative_control_a_state_too_many_is_noticed(
    cast: Cast, towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WORKFLOW, "declare", frozenset(STATES))
    cooperation = in_state(cast, towns, "withdrawn")
    before = rows("journal_entry")
    with transaction():
        DEEDS["declare"](cooperation, towns)
    assert rows("journal_entry") != before
