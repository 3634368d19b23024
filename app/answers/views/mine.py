"""The author asks back about the answer, once."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.answers.asking_back import AlreadyAskedBack
from app.answers.asking_back import ask_back as ask_about_answer
from app.answers.beside import follow_up_of
from app.answers.forms import QuestionForm
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow
from app.core.languages import weekday
from app.ideas.models import Idea
from app.ideas.queries import find_own
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

answers_mine = Blueprint("answers_mine", __name__)


def own(number: int, to: Any) -> Idea | None:
    """What this person wrote, alone or along with others."""
    return find_own(number, to)


@answers_mine.get("/<int:number>/rueckfrage")
@needs("ask_back", on=own)
def question(idea: Idea) -> Any:
    """The answer, and the one question one may ask about it."""
    mine = follow_up_of(idea)
    if mine is None:
        flash(_("You can ask back as soon as your idea is answered."), "info")
        return redirect(url_for("ideas_mine.show", number=idea.id))
    return _question_page(idea, QuestionForm(None))


@answers_mine.post("/<int:number>/rueckfrage")
@writes
@needs("ask_back", on=own)
def ask_back(idea: Idea) -> Any:
    """Ask; the day of the reply is named."""
    form: Any = QuestionForm.of_request()
    if form.is_sent_and_valid():
        try:
            asked = ask_about_answer(idea, by=current_person(), text=form["text"].data or "", once=form["once"].data)
        except NotAllowedNow:
            return _question_page(idea, form), 409
        except AlreadyAskedBack as error:
            return _asked_before(idea, form, error)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Your question has arrived. You get a reply by %(day)s.", day=weekday(asked.due_on)), "success")
            return redirect(url_for("ideas_mine.show", number=idea.id, _anchor="rueckfrage"), 303)
    return _question_page(idea, form), 422


def _asked_before(idea: Idea, form: Any, error: AlreadyAskedBack) -> Response | tuple[str, int]:
    """The same sent twice counts once; another question is kept on the page."""
    mine = follow_up_of(idea)
    if mine is not None and mine.asked is not None and mine.asked.once == form["once"].data:
        return redirect(url_for("ideas_mine.show", number=idea.id, _anchor="rueckfrage"), 303)
    form.blame(error)
    return _question_page(idea, form), 409


def _question_page(idea: Idea, form: Any) -> str:
    speak_for(idea.authority)
    return render_template("answers/question.html", idea=idea, form=form, mine=follow_up_of(idea))
