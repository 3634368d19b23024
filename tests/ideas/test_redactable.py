"""Blacking out reaches everything that hangs on an idea: statements, answers, remarks, copies of mails."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import JSON, String, Table, Text, update

from app.answers.asking_back import ask_back, reply_to_follow_up
from app.answers.drafting import hand_in_answer, save_answer
from app.answers.models import CoordinatedAnswer
from app.answers.releasing import release_answer, return_answer
from app.casework.remarking import add_remark
from app.core.clock import now
from app.core.database import Base, db, transaction
from app.core.errors import VersionIsStale
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.models import Idea
from app.ideas.redacting import Place, redact
from app.notifications.models import SentMail
from app.privacy.table import HOLDINGS
from app.restrictions.passages import NothingIsFound
from app.statements.answering import save_statement
from app.statements.requesting import Office, make_link, request_statements
from tests.answers.drafts import a_draft, again, an_asked_idea, released
from tests.cast import Cast
from tests.ideas.test_redacting import holding
from tests.invariants import assert_sound
from tests.statement_worlds import a_department, a_request, in_days
from tests.worlds import an_idea

NAME = "Krautmüller"
ABOUT_OTHERS = {"person", "authority", "organisation", "concept", "goal", "project", "reference_sheet", "process_step",
                "participation_format", "format_section", "contribution", "audience_member", "cooperation",
                "partner_room", "cooperation_paper"}  # fmt: skip
KEPT = {
    "idea": {"author_kind", "contact_email", "contact_post", "draft_key_hash", "claim_hash", "file_reference",
             "folded"},  # the last one is blacked out by its folded letters
    "comment": {"author_name", "author_kind", "text"}, "comment_version": {"text"},  # one by one, the page names them
    "help_offer": {"person_name", "text"}, "help_message": {"author_name", "text"},  # between two people
    "report": {"email"}, "invitation": {"email", "token_hash", "role", "function"},  # of the person who got it
    "statement_request": {"email"}, "statement_link": {"email", "token_hash"},  # an office's mailbox
    "statement": {"speaker_name", "speaker_office", "email"},  # who answers for what an office said
    "sent_mail": {"to_address"},  # whom it was sent to
}  # fmt: skip
"""Personal texts that hang on an idea and are not blacked out with it."""


def hanging() -> set[str]:
    """Every table that leads to an idea."""
    found, before = {"thing", "idea"}, 0
    while len(found) > before:
        before = len(found)
        found |= {
            table.name
            for table in Base.metadata.sorted_tables
            if table.name not in ABOUT_OTHERS and {key.column.table.name for key in table.foreign_keys} & found
        }
    return found


def texts_of(table: Table) -> set[str]:
    return {column.name for column in table.columns if isinstance(column.type, String | Text | JSON)}


def listed(app: Flask, idea: Idea) -> set[tuple[str, str]]:
    places: list[Place] = [place for its in app.extensions["redactable"] for place in its(idea)]
    return {(place.model.__table__.name, column) for place in places for column in place.columns}


def test_every_personal_text_that_hangs_on_an_idea_is_reached_or_kept_for_a_reason(app: Flask, cast: Cast) -> None:
    personal = {
        (holding_.table, column)
        for holding_ in HOLDINGS
        if holding_.table in hanging()
        for column in set(holding_.columns) & texts_of(Base.metadata.tables[holding_.table])
    }
    kept = {(table, column) for table, columns in KEPT.items() for column in columns}
    assert personal - kept == listed(app, an_idea(cast))
    assert kept <= personal


@pytest.fixture
def named(cast: Cast) -> Idea:
    """An answered idea whose statement, answer, release, question back, remark, note and mail name somebody."""
    idea, request = an_asked_idea(cast, said=f"{NAME} wohnt dort.")
    with transaction():
        (typed,) = request_statements(
            again(idea), [Office(f"Büro {NAME}", "buero@nah.example")], by=cast.bernd,
            question=f"Kennt jemand {NAME}?", due_on=in_days(), version=1,
        )  # fmt: skip
        save_statement(
            typed, version=1, verdict=None, text=f"{NAME}, glaube ich", is_public=False, speaker_name=None,
            speaker_office=None,
        )  # fmt: skip
        typed.extension_reason, typed.suggestion = f"{NAME} fragen", f"Amt von {NAME}"
        make_link(typed, "forwarded", "kollege@nah.example").note = f"Frag {NAME}."
        add_remark(again(idea), text=f"{NAME} hat angerufen.", by=cast.bernd, once="vermerk")
    answer = a_draft(cast, idea, request)
    with transaction():
        save_answer(
            again(idea), by=cast.bernd, version=answer.version, idea_version=1, text=f"{NAME} wird gefragt.",
            outcome="forwarded", forwarded_to=f"Amt, {NAME}", cited=[request.id],
        )  # fmt: skip
    _release(cast, answer)
    with transaction():
        asked = ask_back(again(idea), by=cast.anna, text=f"Warum {NAME}?")
        reply_to_follow_up(asked, by=cast.bernd, text=f"{NAME} weiß es.")
        words = {"subject": f"Zu {NAME}", "body": f"Es geht um {NAME}.", "to_address": "anna@post.example"}
        db.session.add(SentMail(thing_id=idea.id, key="k", standing="author", written_at=now(), **words))
    return idea


def _release(cast: Cast, answer: CoordinatedAnswer) -> None:
    for verb in (return_answer, release_answer):
        with transaction():
            hand_in_answer(again(answer), by=cast.bernd, version=again(answer).version, despite_open=True)
        with transaction():
            verb(again(answer), by=cast.gerda, version=again(answer).version, remark=f"{NAME}?")


def test_nothing_that_hangs_on_it_names_anybody_afterwards(cast: Cast, client: Any, named: Idea) -> None:
    assert len(holding(NAME)) > 15
    with transaction():
        redact(again(named), [NAME], by=cast.bernd, reason="Name eines Dritten.", version=1)
    assert holding(NAME) == []
    page = client.get(f"/ideen/{named.id}-{again(named).slug}").get_data(as_text=True)
    assert "▇▇▇▇ wird gefragt." in page
    assert "▇▇▇▇ wohnt dort." in page
    assert "fruehere-antworten" not in page
    assert_sound()


def test_the_present_answer_is_known_by_its_moment_and_not_by_its_words(cast: Cast, client: Any) -> None:
    idea, request = an_asked_idea(cast)
    released(cast, idea, request, outcome="done")
    with transaction():
        db.session.execute(update(CoordinatedAnswer).values(text="Anders."))
    assert "fruehere-antworten" not in client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)
    assert_sound()


def test_the_preview_says_where_it_stands_and_who_reads_that(
    cast: Cast, as_person: Callable[..., Any], named: Idea
) -> None:
    form = {"passages": NAME, "reason": "Daten anderer.", "version": "1"}
    page = as_person(cast.bernd).post(f"/verwaltung/ideen/{named.id}/schwaerzen/vorschau", data=form)
    shown = page.get_data(as_text=True)
    places = ("Anfragen und Stellungnahmen", "Interne Vermerke", "Kopien verschickter E-Mails")
    for words in (*places, "Das liest nur Ihre Stelle.", "blenden Sie eine solche Datei", "</mark> wohnt dort"):
        assert words in shown
    for unseen in ("glaube ich", "Frag <mark>"):  # still being typed; a note among colleagues of the office
        assert unseen not in shown


def test_what_another_office_keeps_to_itself_is_blacked_out_unseen(cast: Cast, as_person: Callable[..., Any]) -> None:
    idea = an_idea(cast, "published", text=f"{NAME} hilft.")
    with transaction():
        add_remark(again(idea), text=f"Geheim über {NAME} und Sonderbar.", by=cast.bernd, once="vermerk")
    with transaction():
        offer = offer_hand_over(again(idea), to=again(cast.elsewhere), by=cast.bernd, reason="Dort.", version=1)
        accept_hand_over(offer, by=cast.dilek, version=1)
    form = {"passages": f"{NAME}\nSonderbar", "reason": "Daten anderer.", "version": "1"}
    dilek, address = as_person(cast.dilek), f"/verwaltung/ideen/{idea.id}/schwaerzen"
    assert "Geheim" not in dilek.post(f"{address}/vorschau", data=form).get_data(as_text=True)
    with pytest.raises(NothingIsFound), transaction():
        redact(again(idea), ["Sonderbar"], by=cast.dilek, reason="x", version=1)
    assert dilek.post(address, data=form).status_code == 303
    assert holding(NAME, "Sonderbar") == []


def test_who_is_typing_meanwhile_does_not_bring_the_words_back(cast: Cast) -> None:
    idea, request = an_asked_idea(cast)
    open_one = a_request(cast, idea, a_department(cast, "Amt für Bau"))
    typed = {"verdict": None, "is_public": False, "speaker_name": None, "speaker_office": None}
    with transaction():
        save_statement(again(open_one), version=1, text=f"{NAME}", **typed)
    draft = a_draft(cast, idea, request)
    shown = draft.version
    with transaction():
        again(draft).text = f"{NAME} wird gefragt."
        again(request).question = f"Zu {NAME}?"
    with transaction():
        redact(again(idea), [NAME], by=cast.bernd, reason="x", version=1)
    with pytest.raises(VersionIsStale), transaction():
        save_statement(again(open_one), version=2, text=f"{NAME}!", **typed)
    with pytest.raises(VersionIsStale), transaction():
        save_answer(again(idea), by=cast.bernd, version=shown, idea_version=1, text=NAME, outcome="pooled",
                    cited=[])  # fmt: skip
    assert holding(NAME) == []
