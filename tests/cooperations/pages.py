"""What the tests of the partners' pages share: addresses, what a form sends, an officer and an Amt with a mandate."""

from typing import Any
from uuid import uuid4

from app.accounts.models import Mandate, Organisation, Person
from app.cooperations.models import Cooperation
from app.core.database import db, transaction
from tests.accounts.bodies import joined
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, TITLE, Town

MINE = "/konto/kooperationen"
NEW = f"{MINE}/neu"


def its_page(cooperation: Cooperation) -> str:
    return f"{MINE}/{cooperation.id}"


def place(cooperation: Cooperation, town: Town, step: str) -> str:
    """A partner's own door: antwort, vorbereiten, erklaerung, beschluss, austritt."""
    return f"{its_page(cooperation)}/partner/{town.body.id}/{step}"


def said(answer: Any) -> str:
    """The page without the line breaks of its source."""
    return " ".join(answer.get_data(as_text=True).split())


def current(cooperation: Cooperation) -> Cooperation:
    """As it stands in the database."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Cooperation, cooperation.id)


def page_fields(*towns: Town, **more: Any) -> dict[str, Any]:
    """What the one-page form sends: these towns are asked."""
    return {
        "title": TITLE, "what": "Ein Bauhof für alle.", "why": "Maschinen stehen zu oft still.", "kind": "joint_task",
        "rule": "all", "threshold": "", "public_from": "agreed", "partners": [str(town.body.id) for town in towns],
        **more,
    }  # fmt: skip


def begin_fields(keeper: Town, *towns: Town, **more: Any) -> dict[str, Any]:
    """What the first page sends."""
    return {"body": str(keeper.body.id), "once": str(uuid4()), "origin": "", **page_fields(*towns), **more}


def text_fields(cooperation: Cooperation, *towns: Town, **more: Any) -> dict[str, Any]:
    """What the form of the whole text sends, with nothing in its sections."""
    empty = ("lead_id", "purpose", "contributions", "total_cents", "funding_cents", "figure_name", "duration",
             "starts_on", "ends_on", "exit")  # fmt: skip
    return {
        **page_fields(*towns), **dict.fromkeys(empty, ""), "legal_form": "letter_of_intent", "key": "equal",
        "public_parts": ["text"], "version": str(cooperation.draft_version), **more,
    }  # fmt: skip


def lay_fields(cooperation: Cooperation, **more: Any) -> dict[str, Any]:
    """What the page sends that lays the text before the partners."""
    return {
        "version": str(cooperation.draft_version), "function": MAYOR, "council": "pending", "decided_on": "",
        "decision_number": "", "text": "", **more,
    }  # fmt: skip


def answer_fields(cooperation: Cooperation, verdict: str = "accepted", **more: Any) -> dict[str, Any]:
    """What a partner sends about the text laid last."""
    laid = cooperation.laid
    assert laid is not None
    return {
        "version": str(laid.number), "fingerprint": laid.fingerprint, "verdict": verdict, "text": "",
        "council": "pending", "decided_on": "", "decision_number": "", "function": MAYOR, **more,
    }  # fmt: skip


def an_officer(cast: Cast, town: Town) -> Person:
    """Anna works along in that town hall."""
    joined(cast.anna, town.body, "officer")
    return cast.anna


def an_agent(cast: Cast, town: Town) -> Person:
    """Carla works for an Amt that prepares for the town by mandate."""
    with transaction():
        amt = Organisation(name="Verwaltungsverband Parthe", kind="association_of_municipalities")
        db.session.add(amt)
        db.session.flush()
        db.session.add(Mandate(principal_id=town.body.id, agent_id=amt.id, granted_by_id=town.mayor.id))
    joined(cast.carla, amt, "officer")
    return cast.carla
