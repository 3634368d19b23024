"""What everybody reads below the answer: the statements it cites, who was asked, and earlier answers."""

from collections.abc import Callable
from typing import Any

from app.core.database import db, transaction
from app.ideas.models import Idea
from app.ideas.moderating import reopen_idea
from app.statements.models import StatementRequest
from tests.answers.drafts import SAID, TEXT, again, an_asked_idea, released
from tests.cast import Cast
from tests.queries import queries
from tests.statement_worlds import a_department, a_request, a_statement
from tests.worlds import an_idea

INSIDE = "Nur für die Redaktion"


def an_answered_idea(cast: Cast) -> tuple[Idea, StatementRequest]:
    """One statement cited, one kept inside, one not cited, one office silent."""
    idea, request = an_asked_idea(cast)
    a_statement(a_request(cast, idea, a_department(cast, "Amt für Umwelt")), text=INSIDE, is_public=False)
    a_statement(a_request(cast, idea, a_department(cast, "Amt für Bau")), text="Nicht zitiert.")
    a_request(cast, idea, a_department(cast, "Amt für Schulen"))
    released(cast, idea, request)
    return idea, request


def page(client: Any, idea: Idea) -> str:
    return str(client.get(f"/ideen/{idea.id}-{again(idea).slug}").get_data(as_text=True))


def test_everybody_reads_what_is_cited_and_who_was_asked(cast: Cast, client: Any) -> None:
    idea, _request = an_answered_idea(cast)
    shown = page(client, idea)
    assert TEXT in shown
    assert SAID in shown
    for kept in (INSIDE, "Nicht zitiert.", "Vera Vorlage"):
        assert kept not in shown
    for office in ("Amt für Verkehr", "Amt für Umwelt", "Amt für Bau", "Amt für Schulen"):
        assert office in shown
    assert "Stellung genommen, nicht veröffentlicht" in shown
    assert "ersetzt weder Genehmigung noch Zusicherung" in shown


def test_the_program_reads_the_same(cast: Cast, client: Any) -> None:
    idea, _request = an_answered_idea(cast)
    said = client.get(f"/api/v1/ideas/{idea.id}").json
    assert [(one["office"], one["verdict"], one["text"]) for one in said["statements"]] == [
        ("Amt für Verkehr", "remarks", SAID)
    ]
    assert INSIDE not in str(said)
    assert client.get(f"/api/v1/ideas/{an_idea(cast).id}").json["statements"] == []


def test_taken_up_again_the_answer_stays_as_an_earlier_one(cast: Cast, client: Any) -> None:
    idea, request = an_asked_idea(cast)
    released(cast, idea, request, outcome="done")
    with transaction():
        reopen_idea(again(idea), by=cast.bernd, reason="Neue Lage.", version=1)
    shown = page(client, idea)
    assert 'id="antwort"' not in shown
    assert shown.index("fruehere-antworten") < shown.index(SAID)
    assert TEXT in shown
    assert client.get(f"/api/v1/ideas/{idea.id}").json["statements"] == []


def test_a_hidden_idea_shows_no_statement(cast: Cast, client: Any) -> None:
    idea, request = an_asked_idea(cast)
    released(cast, idea, request)
    with transaction():
        again(request).restricted_at = again(idea).published_at
    assert SAID not in page(client, idea)


def test_what_nobody_was_asked_about_costs_no_query(cast: Cast, client: Any) -> None:
    def asked(idea: Idea) -> int:
        page(client, idea)
        with queries() as statements:
            page(client, idea)
        return sum("coordinated_answer" in one or "statement_request" in one for one in statements)

    assert asked(an_idea(cast)) == 0


def test_query_count_of_the_public_page(cast: Cast, client: Any, as_person: Callable[..., Any]) -> None:
    first, request = an_asked_idea(cast)
    released(cast, first, request)

    def asked(idea: Idea) -> int:
        address = f"/ideen/{idea.id}-{idea.slug}"
        db.session.remove()
        with queries() as statements:
            client.get(address)
        return len(statements)

    second, other = an_asked_idea(cast, office="Amt für Umwelt")
    third = a_statement(a_request(cast, second, a_department(cast, "Amt für Bau")))
    released(cast, second, other, third)
    assert asked(first) == asked(second)
