"""Steps on the course of the concept here, written by Bernd."""

from typing import Any

from flask_babel import force_locale

from app.core.database import transaction
from app.formats.course import periods_of_concept, whole_course
from app.processes.models import ProcessStep
from app.processes.timeline import Course
from app.processes.writing import FIELDS, add_step
from tests.cast import Cast

PAGE, DESK = "/konzepte/kek-hier/prozess", "/verwaltung/konzepte/kek-hier/prozess"


def values(**some: Any) -> dict[str, Any]:
    """Everything a step has, mostly nothing."""
    return dict.fromkeys(FIELDS) | {"kind": "meeting", "title": "Sitzung"} | some


def a_step(cast: Cast, **some: Any) -> ProcessStep:
    with transaction():
        periods = periods_of_concept(cast.concept.id)
        return add_step(cast.concept, values=values(**some), by=cast.bernd, periods=periods)


def course_here(cast: Cast) -> Course:
    """Everything on it, in German."""
    with force_locale("de"):
        return whole_course(cast.concept.id)
