"""What an office does with a request: type, give, say that another one is right, take time, hand it on."""

from datetime import timedelta

import pytest

from app.accounts.models import Organisation
from app.core import clock
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.jobs import Job
from app.statements import answering
from app.statements.answering import (
    AlreadyExtended,
    HasTheRequest,
    OtherHouse,
    SpeakerIsMissing,
    StatementIsEmpty,
    SuggestionIsMissing,
    TooManyForwarded,
    VerdictIsMissing,
    days_to_extend,
    decline_responsibility,
    extend_once,
    forward_request,
    is_wanted,
    latest_extension,
    save_statement,
    submit_statement,
)
from app.statements.models import Statement, StatementRequest
from app.statements.requesting import DueDayIsWrong
from app.things.queries import chronicle_of
from tests.cast import Cast
from tests.statement_worlds import a_department, a_request
from tests.worlds import an_idea

WORDS = {
    "verdict": "remarks", "text": "Bitte die Breite beachten.", "is_public": True, "speaker_name": "Vera Vorlage",
    "speaker_office": "Amt für Verkehr",
}  # fmt: skip


@pytest.fixture
def asked(cast: Cast) -> StatementRequest:
    return a_request(cast, an_idea(cast))


def save(request: StatementRequest, version: int = 1, **words: object) -> Statement:
    return save_statement(request, version=version, **{**WORDS, **words})  # type: ignore[arg-type]


def verbs_of(idea_id: int, *audiences: str) -> list[str]:
    return [entry.verb for entry in chronicle_of(idea_id, *audiences)]


def test_what_is_given_ends_the_request_and_is_no_secret_but_its_words_are(asked: StatementRequest) -> None:
    with transaction():
        save(asked)
        submit_statement(asked, email=asked.email)
    statement = asked.statement
    assert statement is not None
    assert (asked.state, statement.email, bool(statement.submitted_at)) == ("answered", asked.email, True)
    (entry,) = [one for one in chronicle_of(asked.idea_id, "public") if one.verb == "submit_statement"]
    assert entry.details == {"request": asked.id, "office": "Amt für Verkehr"}
    kinds = [job.kind for job in db.session.scalars(db.select(Job)) if job.kind == "send_statement_copy"]
    assert len(kinds) == 2
    with transaction(), pytest.raises(NotAllowedNow):
        save(asked, version=2, text="Doch nicht.")


def test_two_colleagues_see_each_other_and_the_same_words_twice_are_no_conflict(asked: StatementRequest) -> None:
    with transaction():
        assert save(asked).version == 2
        assert save(asked).version == 2
        with pytest.raises(VersionIsStale):
            save(asked, text="Von nebenan.")
        assert save(asked, version=2, text="Von nebenan.").version == 3


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"verdict": "objection", "text": "  "}, StatementIsEmpty),
        ({"verdict": None}, VerdictIsMissing),
        ({"verdict": "welcome"}, VerdictIsMissing),
        ({"speaker_name": ""}, SpeakerIsMissing),
        ({"speaker_office": ""}, SpeakerIsMissing),
    ],
)
def test_an_unfinished_statement_is_not_given(
    asked: StatementRequest, words: dict[str, object], fault: type[Exception]
) -> None:
    with transaction():
        save(asked, **words)
        with pytest.raises(fault):
            submit_statement(asked, email=asked.email)
    assert asked.state == "open"


def test_a_municipality_may_welcome_and_no_objection_needs_no_text(cast: Cast) -> None:
    idea = an_idea(cast)
    town = cast.naunhof.organisation
    assert isinstance(town, Organisation)
    for office, verdict in ((town, "welcome"), (a_department(cast), "no_objection")):
        request = a_request(cast, idea, office)
        with transaction():
            save(request, verdict=verdict, text="Gern." if verdict == "welcome" else "")
            submit_statement(request, email=request.email)
        assert request.state == "answered"


def test_not_responsible_names_who_would_be(asked: StatementRequest) -> None:
    who = {"speaker_name": "Vera Vorlage", "speaker_office": "Amt für Verkehr", "email": asked.email}
    with transaction():
        with pytest.raises(SuggestionIsMissing):
            decline_responsibility(asked, suggestion=" ", **who)
        decline_responsibility(asked, suggestion="Gemeinde Brandis", **who)
    assert (asked.state, asked.suggestion) == ("not_responsible", "Gemeinde Brandis")
    assert "decline_responsibility" in verbs_of(asked.idea_id, "staff")
    assert "decline_responsibility" not in verbs_of(asked.idea_id, "public")


def test_more_time_once_and_ten_working_days_at_most(asked: StatementRequest) -> None:
    last = latest_extension(asked)
    assert days_to_extend(asked)[-1] == last
    assert len(days_to_extend(asked)) == 10
    with transaction():
        with pytest.raises(DueDayIsWrong):
            extend_once(asked, until=last + timedelta(days=7), reason="Urlaub")
        with pytest.raises(ReasonIsMissing):
            extend_once(asked, until=last, reason=" ")
        extend_once(asked, until=last, reason="Urlaub")
        with pytest.raises(AlreadyExtended):
            extend_once(asked, until=last + timedelta(days=1), reason="Noch einmal")
    assert asked.due_on == last
    assert days_to_extend(asked) == []


def test_a_late_office_extends_only_into_days_to_come(asked: StatementRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    later = asked.due_on + timedelta(days=4)
    monkeypatch.setattr(answering, "today", lambda: later)
    assert days_to_extend(asked)
    assert min(days_to_extend(asked)) > later
    monkeypatch.setattr(answering, "today", lambda: latest_extension(asked))
    assert days_to_extend(asked) == []
    assert clock.today() < later


def test_handed_on_inside_the_house_alone(asked: StatementRequest) -> None:
    with transaction():
        for stranger in ("x@anderswo.example", "x@nicht-kreis.example", "x@sub.kreis.example", "x"):
            with pytest.raises(OtherHouse):
                forward_request(asked, to=stranger, note=None)
        link = forward_request(asked, to=" Kollege@Kreis.example ", note="Deins?")
        assert (link.email, link.kind, link.note) == ("kollege@kreis.example", "forwarded", "Deins?")
        for again in ("kollege@kreis.example", str(asked.email).upper()):
            with pytest.raises(HasTheRequest):
                forward_request(asked, to=again, note=None)
        for n in range(answering.MOST_FORWARDED - 1):
            forward_request(asked, to=f"k{n}@kreis.example", note=None)
        with pytest.raises(TooManyForwarded):
            forward_request(asked, to="noch@kreis.example", note=None)
    (entry, *_more) = [one for one in chronicle_of(asked.idea_id, "staff") if one.verb == "forward_request"]
    assert "@" not in str(entry.details)


def test_a_provider_for_everybody_is_no_house(cast: Cast) -> None:
    office = a_department(cast)
    with transaction():
        office.email = "gemeinde@gmx.de"
    request = a_request(cast, an_idea(cast), office)
    with transaction(), pytest.raises(OtherHouse):
        forward_request(request, to="irgendwer@gmx.de", note=None)


def test_about_a_hidden_idea_nothing_is_wanted(asked: StatementRequest) -> None:
    assert is_wanted(asked)
    with transaction():
        asked.idea.restricted_at = clock.now()
        asked.idea.relist()
    assert not is_wanted(asked)
    with transaction(), pytest.raises(NotAllowedNow):
        save(asked)
