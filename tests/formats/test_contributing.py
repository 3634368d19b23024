"""What all contributions share: coming in while the format takes them, being edited, removed and counted."""

from typing import Any

import pytest
from sqlalchemy import update

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.formats.contributing import (
    TextDoesNotFit,
    contribute,
    edit_contribution,
    find_by_once,
    remove_contribution,
    voice_of,
)
from app.formats.models import ContributionVersion, ParticipationFormat
from app.forums.models import Thread
from app.things.models import Thing
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.invariants import assert_sound

ONCE = "11111111-1111-4111-8111-111111111111"


def say(cast: Cast, format: ParticipationFormat, text: str = "Der Weg ist dunkel.", **values: Any) -> Thread:
    voice = voice_of(cast.anna)
    return contribute(Thread, format.sections[0], voice, by=cast.anna, text=text, title="Licht", **values)


@pytest.mark.parametrize("state", ["draft", "announced", "closed", "concluded", "cancelled"])
def test_only_an_open_format_takes_contributions(cast: Cast, state: str) -> None:
    format = a_format(cast, state=state)
    with pytest.raises(NotAllowedNow), transaction():
        say(cast, format)
    assert format.contributions == 0


def test_what_somebody_else_closed_meanwhile_takes_none(cast: Cast) -> None:
    """The format lies in memory as it was; what counts is how it is in the database at that moment."""
    format = a_format(cast)
    table: Any = ParticipationFormat.__table__
    with pytest.raises(NotAllowedNow), transaction():
        assert format.state == "open"
        db.session.execute(update(table).where(table.c.id == format.id).values(state="closed"))
        say(cast, format)


def test_a_contribution_has_the_audience_the_format_has_now(cast: Cast) -> None:
    format = a_format(cast)
    things: Any = Thing.__table__
    with transaction():
        assert format.audience_id is None
        db.session.execute(update(things).where(things.c.id == format.id).values(audience_id=format.id))
        made = say(cast, format)
    assert made.audience_id == format.id


def test_it_is_counted_and_found_again_by_its_form(cast: Cast) -> None:
    format = a_format(cast)
    with transaction():
        made = say(cast, format, once=ONCE)
    assert find_by_once(cast.anna, ONCE) is made
    assert find_by_once(cast.frieda, ONCE) is None, "nobody else's form is taken for it"
    db.session.refresh(format)
    assert (format.contributions, format.sections[0].contributions) == (1, 1)
    assert_sound()


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_a_text_that_does_not_fit_is_refused(cast: Cast, text: str) -> None:
    format = a_format(cast)
    with pytest.raises(TextDoesNotFit), transaction():
        say(cast, format, text)


def test_what_was_read_stays_in_the_history(cast: Cast) -> None:
    thread = a_thread(cast, a_format(cast))
    with transaction():
        edit_contribution(thread, by=cast.anna, text="Der Weg ist sehr dunkel.", title="Licht", version=1)
    assert [earlier.text for earlier in thread.earlier] == ["Der Weg ist dunkel."]
    with pytest.raises(VersionIsStale), transaction():
        edit_contribution(thread, by=cast.anna, text="Anders", version=1)


def test_removed_words_are_gone_for_good(cast: Cast) -> None:
    format = a_format(cast)
    thread = a_thread(cast, format)
    with transaction():
        edit_contribution(thread, by=cast.anna, text="Der Weg ist sehr dunkel.", title="Licht", version=1)
        remove_contribution(thread, by=cast.anna)
    assert (thread.text, db.session.query(ContributionVersion).count()) == ("", 0)
    assert "licht" not in thread.slug
    db.session.refresh(format)
    assert format.contributions == 0
    assert_sound()
