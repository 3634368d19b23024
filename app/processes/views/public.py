"""The process of a concept, for everybody."""

from flask import Blueprint, abort, render_template

from app.concepts.models import Concept
from app.concepts.queries import find_concept
from app.core.clock import today
from app.core.doors import public
from app.formats.course import current_course, open_formats_per_concept, whole_course
from app.pages.frame import speak_for
from app.processes.picturing import narrow_picture, wide_picture
from app.processes.queries import has_steps
from app.processes.timeline import Course

processes = Blueprint("processes", __name__)


@processes.get("/<slug>/prozess")
@public
def show(slug: str) -> str:
    """The course of a concept, past and to come: what runs, what one can do, as a picture and the same as a list."""
    concept = find_concept(slug) or abort(404)
    speak_for(concept.authority)
    course = whole_course(concept.id)
    return render_template(
        "processes/show.html", concept=concept, course=course, source=concept.content.get("source") or {},
        wide=wide_picture(course, today()), narrow=narrow_picture(course, today()),
    )  # fmt: skip


@processes.app_template_global("course_now")
def course_now(concept: Concept) -> Course:
    """What runs on the course of that concept and what comes next. Two queries."""
    return current_course(concept.id)


processes.add_app_template_global(open_formats_per_concept, "open_formats_per_concept")


@processes.app_template_test("with_a_course")
def is_with_a_course(concept: Concept) -> bool:
    """Whether steps of its process are written down; its page then takes the place of the milestones of its file."""
    return has_steps(concept.id)
