"""Every state with every verb and every other state: allowed or refused as the table says."""

from itertools import product

import pytest

from app.core.database import transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing
from app.projects.editing import change_status
from app.projects.workflow import STATES, WORKFLOW, ensure_possible, is_possible, next_states, verb_between
from tests.cast import Cast
from tests.projects.stage import WAYS, fresh, promoted

pytestmark = pytest.mark.once

ALLOWED = {
    ("proposed", "submitted_for_decision"), ("proposed", "dropped"), ("submitted_for_decision", "proposed"),
    ("submitted_for_decision", "adopted"), ("submitted_for_decision", "dropped"), ("adopted", "running"),
    ("adopted", "paused"), ("adopted", "dropped"), ("running", "paused"), ("running", "finished"),
    ("running", "dropped"), ("paused", "running"), ("paused", "dropped"), ("finished", "running"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_a_project_goes_where_the_table_says_and_nowhere_else(cast: Cast, before: str, after: str) -> None:
    project = promoted(cast, before)
    with transaction():
        project = fresh(project)
        if (before, after) in ALLOWED:
            change_status(project, by=cast.bernd, state=after, reason="Beschluss")
            assert project.state == after
        else:
            with pytest.raises(NotAllowedNow):
                change_status(project, by=cast.bernd, state=after, reason="Beschluss")
            assert project.state == before


@pytest.mark.parametrize(("verb", "state"), list(product(WORKFLOW, STATES)))
def test_verbs_and_states_agree(verb: str, state: str) -> None:
    sources, target = WORKFLOW[verb]
    assert is_possible(verb, state) == (state in sources)
    if is_possible(verb, state):
        ensure_possible(verb, state)
        assert verb_between(state, target) == verb
        assert target in next_states(state)
    else:
        with pytest.raises(NotAllowedNow):
            ensure_possible(verb, state)


def test_no_two_verbs_lead_the_same_way_and_every_state_is_reached() -> None:
    ways = [(source, target) for sources, target in WORKFLOW.values() for source in sources]
    assert len(ways) == len(set(ways))
    assert set(ways) == ALLOWED
    assert set(WAYS) == set(STATES)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_step_without_reason_is_refused(cast: Cast, reason: str) -> None:
    project = promoted(cast)
    with pytest.raises(ReasonIsMissing), transaction():
        change_status(fresh(project), by=cast.bernd, state="submitted_for_decision", reason=reason)
    assert fresh(project).state == "proposed"
