"""A small installation in which everything that is checked occurs once, made through the verbs where there are any."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask, current_app, has_app_context
from sqlalchemy import select

from app import create_app
from app.accounts.models import Invitation, Person
from app.boards.arranging import add_group, place_card
from app.boards.dotting import give_dot
from app.boards.models import Card, ResultBasis
from app.calls.models import CallEntry
from app.concepts.models import Goal
from app.cooperations.declaring import prepare_answer
from app.cooperations.filing import About, file_paper
from app.cooperations.funding import Grant, add_funding
from app.cooperations.models import Cooperation, PartnerRoom
from app.cooperations.proposing import ask_to_join
from app.core.clock import now
from app.core.database import db, touch_beside, transaction
from app.core.jobs import enqueue
from app.discussion import commenting
from app.discussion.models import Comment
from app.editions.keeping import frozen_values
from app.editions.models import ConceptEdition
from app.files.models import Attachment
from app.files.receiving import Received
from app.files.storing import Store, open_store
from app.formats.contributing import contribute, voice_of
from app.formats.models import ParticipationFormat
from app.formats.running import close_format, conclude_format
from app.ideas import submitting
from app.ideas.merging import merge_ideas
from app.ideas.models import HandOver, Idea
from app.ideas.places import Place
from app.municipalities.models import Municipality
from app.projects.models import Project
from app.projects.promoting import promote_idea
from app.reference_sheets.confirming import confirm_sheet
from app.reference_sheets.models import ReferenceSheet
from app.restrictions.models import Report, Restriction
from app.restrictions.restricting import restrict
from app.things.models import HelpOffer
from app.things.supporting import support
from app.upkeep.packing import Part, kept_tables, lines_of, part_of
from config import Settings
from tests.answers.drafts import an_asked_idea, released
from tests.cast import Cast, a_municipality
from tests.client import CheckingClient
from tests.concepts.pairs import a_bond, a_counterpart
from tests.cooperation_worlds import a_cooperation, four_towns, lay, place_of
from tests.cooperations.stage import rewrite
from tests.format_worlds import a_card, a_format, a_thread
from tests.reference_sheets.writing import a_sheet
from tests.worlds import an_idea

PICTURE, PREVIEW = b"\x89PNG a picture", b"\x89PNG its preview"


@dataclass
class World:
    """What the tests speak of."""

    idea: Idea
    draft: Idea
    submitted: Idea
    closed: Idea
    pooled: Idea
    gone: Idea
    into: Idea
    project: Project
    restricted: Idea
    comment: Comment
    reply: Comment
    picture: Attachment
    erased: Person
    workshop: ParticipationFormat
    card: Card
    other_card: Card
    joint: Cooperation


def store() -> Store:
    return open_store(current_app.config)


def a_picture(idea: Idea) -> Attachment:
    """A released picture; its bytes lie in the store before the row names them."""
    key, preview = str(uuid4()), str(uuid4())
    store().put(key, PICTURE)
    store().put(preview, PREVIEW)
    return Attachment(
        thing_id=idea.id, key=key, preview_key=preview, sha256="0" * 64, name="Radweg.png", media_type="image/png",
        size=len(PICTURE), width=1, height=1, alt="Ein Weg", released_at=now(),
    )  # fmt: skip


def a_world(cast: Cast) -> World:
    """Ideas in every state and everything that hangs on them."""
    idea, draft, submitted = (
        an_idea(cast, title="Ein grüner Weg 🚲"),
        an_idea(cast, "draft"),
        an_idea(cast, "submitted"),
    )
    an_idea(cast, "revision_requested")
    closed, pooled, gone = an_idea(cast, "closed"), an_idea(cast, "pooled"), an_idea(cast)
    answered, statement = an_asked_idea(cast)
    released(cast, answered, statement, outcome="done")
    into, promoted, restricted = an_idea(cast), an_idea(cast), an_idea(cast)
    erased = Person(session_key="-", recovery_hashes=[], erased_at=now(), digest="off")
    picture = a_picture(idea)
    with transaction():
        for changed in (idea, gone, into, promoted, restricted):
            db.session.refresh(changed)
        merge_ideas(gone, into, by=cast.bernd, reason="Dasselbe.", version=1, into_version=1)
        project = promote_idea(promoted, by=cast.bernd, version=1, title="Radweg", description="Wird gebaut.")
        said = commenting.comment(idea, by=cast.carla, text="Gut so.", lang="de")
        reply = commenting.reply(said, by=cast.dilek, text="Finde ich auch.", lang="de")
        commenting.agree(said, by=cast.anna)
        support(idea, cast.carla)
        db.session.flush()
        _restrict(restricted, cast)
        idea.latitude, idea.longitude = 51.2345678901234, 12.000000000000002
        idea.status_as_of = date(2026, 2, 28)
        _merge_elsewhere()
        offer = HelpOffer(thing_id=into.id, person_id=cast.carla.id, person_name="Carla", text="Ich", ended_at=now())
        invitation = Invitation(
            id=str(uuid4()), kind="coauthor", email="carla@example.org", thing_id=idea.id, accepted_by_id=cast.carla.id,
            expires_at=now() + timedelta(days=1), used_at=now(),
        )  # fmt: skip
        report = Report(thing_id=pooled.id, cause="other", text="Ist das so?")
        a_bond(cast, cast.sub_goal, a_counterpart(cast)[1])
        hand_over = HandOver(idea_id=into.id, from_id=cast.here.id, to_id=cast.elsewhere.id, reason="Dort.")
        db.session.add_all([erased, picture, offer, invitation, report, hand_over])
        db.session.add(ConceptEdition(concept_id=cast.concept.id, status="adopted", **frozen_values(cast.concept)))
        enqueue("send_mail", "test", {"entry": 1, "person": 1}, run_at=now() + timedelta(days=1))
    sheet = a_sheet(cast, cast.anna, asked=True)
    with transaction():
        confirm_sheet(db.session.get_one(ReferenceSheet, sheet.id), by=cast.bernd, remark="", version=1)
    workshop, card, other_card = a_workshop(cast)
    a_call(cast, idea)
    joint = a_joint_project(cast)
    world = World(
        idea=idea, draft=draft, submitted=submitted, closed=closed, pooled=pooled, gone=gone, into=into,
        project=project, restricted=restricted, comment=said, reply=reply, picture=picture, erased=erased,
        workshop=workshop, card=card, other_card=other_card, joint=joint,
    )  # fmt: skip
    # Loaded, so that tests can speak of them when this session is over.
    for row in [*vars(world).values(), *vars(cast).values()]:
        db.session.refresh(row)
    db.session.commit()
    return world


def a_workshop(cast: Cast) -> tuple[ParticipationFormat, Card, Card]:
    """A finished workshop whose result rests on a card in a group with a dot; a second one lies below another question.

    Beside it a forum: its thread was answered and found right.
    """
    workshop, forum = a_format(cast, "workshop"), a_format(cast)
    card, thread = a_card(cast, workshop), a_thread(cast, forum)
    with transaction():
        other = contribute(
            Card, workshop.sections[1], voice_of(cast.anna), by=cast.anna, text="Anderes", once=str(uuid4())
        )
        give_dot(card, cast.carla)
        place_card(card, add_group(workshop.sections[0], title="Wege"))
        db.session.add(ResultBasis(section_id=card.section_id, card_id=card.id))
        commenting.comment(thread, by=cast.carla, text="Eben.", lang="de")
        support(thread, cast.carla)
    with transaction():
        close_format(workshop)
        conclude_format(workshop, by=cast.bernd, result="Mehr Bänke.", version=workshop.version)
    return workshop, card, other


def a_call(cast: Cast, idea: Idea) -> None:
    """A call for ideas with one idea that answers it."""
    call = a_format(cast, "call")
    with transaction():
        db.session.add(CallEntry(idea_id=idea.id, call_id=call.id))


def _merge_elsewhere() -> None:
    """A village far off went into a new one: a row that names a later one of its own table."""
    old = db.session.query(Municipality).filter_by(ags="13076001").one()
    new = a_municipality("13076002", "Neu Krenzlin", old.district)
    db.session.flush()
    old.valid_until, old.successor_id, old.current_id = date(2025, 12, 31), new.id, new.id
    for town in (old, new):
        touch_beside("municipality", town.ags)


def a_joint_project(cast: Cast) -> Cooperation:
    """Three towns have agreed, in public; a newer text is asked about, with an answer prepared. In their room they talk
    and have filed a paper, money is applied for, a fourth would like to join; beside it another one's draft."""
    towns = four_towns(cast)
    joint = a_cooperation(cast, *towns.all[:3], state="agreed", public_parts=("text", "costs", "answers", "papers"))
    rewrite(joint, towns.naunhof, *towns.all[:3], why="Und wir sparen Geld.")
    lay(joint, towns.naunhof, "Genauer gesagt, warum.")
    room, key = db.session.scalars(select(PartnerRoom)).one(), str(uuid4())
    store().put(key, PICTURE)
    received = Received(key, None, "0" * 64, "Vertrag.pdf", "application/pdf", len(PICTURE), None, None)
    with transaction():
        place = place_of(joint, towns.brandis)
        prepare_answer(place, by=towns.brandis.mayor, version=2, verdict="accepted", text="Gern.")
        commenting.comment(
            room, by=towns.brandis.mayor, text="Wer holt den Bagger?", lang="de", as_organisation=towns.brandis.body
        )
        add_funding(joint, Grant("LEADER", due_on=date(2027, 3, 1), due_for="Antrag"), by=cast.frieda)
        file_paper(joint, place, received, About("signed", "Vertrag"), by=towns.brandis.mayor)
        ask_to_join(joint, towns.parthenstein.body, by=towns.parthenstein.mayor, text="Wir auch.")
    a_cooperation(cast, *towns.all[:2], state="draft", title="Gemeinsames Archiv")
    return joint


def _restrict(idea: Idea, cast: Cast) -> Restriction:
    return restrict(idea, by=cast.bernd, ground="rules", norm="Spielregeln, 3", facts="Werbung.", version=1)


@contextmanager
def installation(folder: Path, url: str, key: str = "") -> Iterator[Flask]:
    """Another installation, with its own key and folder."""
    settings = Settings(env="test", data=folder, database_url=url, secret_key=key, base_url="http://localhost")
    other = create_app(settings)
    other.test_client_class = CheckingClient
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *args: object) -> str:
    """What the command says when it succeeds."""
    return _invoked(app, args, 0)


def refused(app: Flask, *args: object) -> str:
    """What the command says when it fails."""
    return _invoked(app, args, 1)


def _invoked(app: Flask, args: tuple[object, ...], expected: int) -> str:
    if has_app_context():
        db.session.remove()
    with app.app_context():
        result = app.test_cli_runner().invoke(args=[str(arg) for arg in args])
        db.session.remove()
    assert result.exit_code == expected, result.output
    return result.output


def digests() -> dict[str, Part]:
    """What is in the tables of this database, by its digest."""
    with db.engine.connect() as connection:
        return {table.name: part_of(lines_of(connection, table)) for table in kept_tables()}


def hand_in(cast: Cast) -> int:
    """One more idea, through the verbs; its number."""
    author, goal = db.session.get_one(Person, cast.anna.id), db.session.get_one(Goal, cast.sub_goal.id)
    place = Place.of_municipalities([db.session.get_one(Municipality, cast.naunhof.id)])
    idea, _key = submitting.start_draft(place, title="Noch ein Weg", text="Bitte bauen.", by=author)
    submitting.choose_goals(idea, [goal])
    submitting.submit_idea(idea, by=author, author_name="Anna")
    return idea.id
