"""The pages around a draft: the draft beside its statements, its preview, and what was typed when it was too late."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.answers.drafting import is_citable, needs_release, outcomes_for, rule_of
from app.answers.forms import AnswerForm, RemarkForm
from app.answers.models import CoordinatedAnswer
from app.answers.queries import asked_about, releasers_of, releases_named
from app.answers.releasing import may_be_released_alone
from app.answers.wording import asked_words, outcome_status, release_words, rule_sentence, state_words
from app.casework.checking import open_items
from app.casework.templates import templates_for
from app.core.comparing import changed_words
from app.core.texts import clean
from app.ideas.desk_queries import chronicle_on_desk, names_of_actors
from app.ideas.forwarding import forwarding_to, matter_to_forward
from app.ideas.models import Idea
from app.ideas.wording import status_of_idea, told
from app.pages.frame import speak_for
from app.statements.models import StatementRequest
from app.statements.queries import files_with
from app.statements.wording import answered_by, status_of_request, verdict_labels

TYPED = ("text", "remark", "forwarded_to")


def form_for(idea: Idea) -> Any:
    """The draft as it was sent."""
    form: Any = AnswerForm.of_request()
    form.offer(outcomes_for(idea))
    return form


def blank_form(idea: Idea, answer: CoordinatedAnswer | None) -> Any:
    """The draft as it is kept; before the first one, with every statement that may be published ticked."""
    given: dict[str, Any] = {"version": 0, "idea_version": idea.version}
    if answer is None:
        passing_on = forwarding_to(matter_to_forward(idea, request.args.get("weiterleiten", "")))
        given |= {"cited": [str(one.id) for one in asked_about(idea) if is_citable(one)]}
        given |= {"text" if name == "reason" else name: value for name, value in passing_on.items()}
    else:
        given |= {
            "version": answer.version, "outcome": answer.outcome, "forwarded_to": answer.forwarded_to,
            "text": answer.text, "cited": [str(one.id) for one in answer.cited],
        }  # fmt: skip
    form = AnswerForm(None, data=given)
    form.offer(outcomes_for(idea))
    return form


def draft_page(
    idea: Idea, answer: CoordinatedAnswer | None, form: Any, *, alone: Any = None, is_stale: bool = False,
    is_idea_stale: bool = False,
) -> str:  # fmt: skip
    """All statements, and the answer as far as it is; where it was replaced meanwhile, both texts."""
    speak_for(idea.authority)
    asked = asked_about(idea)
    return render_template(
        "answers_desk/draft.html", idea=idea, answer=answer, form=form, columns=columns_of(asked),
        missing=[one for one in asked if one.state == "open"], rule=rule_sentence(rule_of(idea)),
        needs_release=needs_release(idea),
        has_releasers=bool(releasers_of(answer)) if answer else True, outcome=_outcome(answer),
        may_alone=answer is not None and answer.state == "waiting" and may_be_released_alone(answer),
        alone=alone or RemarkForm(None, data={"version": answer.version if answer else 0}).named("allein"),
        is_stale=is_stale, is_idea_stale=is_idea_stale,
        is_idea_replaced=answer is not None and answer.idea_version != idea.version,
        state=state_words(answer) if answer else "", decisions=decisions_on(answer) if answer else [],
        templates=templates_for(idea.authority_id, *outcomes_for(idea)),
        unchecked=open_items(idea),
    )  # fmt: skip


def preview_page(idea: Idea, answer: CoordinatedAnswer) -> str:
    """What everybody will read."""
    speak_for(idea.authority)
    return render_template("answers_desk/preview.html", idea=idea, answer=answer, **as_published(answer))


def as_published(answer: CoordinatedAnswer) -> dict[str, Any]:
    """The state everybody will read, the statements published along, and who was asked, in the public's words."""
    labels, cited = verdict_labels(), [one for one in answer.cited if is_citable(one)]
    files = files_with(cited)
    said = [
        {
            "request": one, "verdict": labels.get(one.statement.verdict or "", ""), "text": one.statement.text,
            "files": files.get(one.id, []),
        }
        for one in cited
        if one.statement
    ]  # fmt: skip
    asked = asked_about(answer.idea)
    words = [(one.office, asked_words(one, will_be_public=one in cited)) for one in asked]
    return {"outcome": _outcome(answer), "said": said, "asked": words, "columns": columns_of(asked)}


def decisions_on(answer: CoordinatedAnswer) -> list[tuple[str, str | None]]:
    """What was decided about it so far, each with its remark."""
    names = releases_named(answer)
    return [(release_words(release, names), release.remark) for release in answer.releases]


def changes_since_returned(answer: CoordinatedAnswer) -> Any:
    """What is new in the text since it last came back; nothing where it never did."""
    returned = [release for release in answer.releases if release.verdict == "returned"]
    return changed_words(returned[-1].text, answer.text) if returned else None


def late_page(idea: Idea) -> str:
    """What has become of the answer, who did that and when, and what was typed in vain."""
    speak_for(idea.authority)
    entries = chronicle_on_desk(idea.id)
    last = entries[-1] if entries else None
    names = names_of_actors(entries[-1:])
    labels = {"text": _("Your text"), "remark": _("Your remark"), "forwarded_to": _("Forwarded to")}
    typed = [(name, labels[name], clean(request.form[name])) for name in TYPED if request.form.get(name)]
    return render_template(
        "answers_desk/late.html", idea=idea, status=status_of_idea(idea), last=last, typed=typed,
        what=told(last, idea).headline if last else "", who=names.get((last and last.actor_id) or 0),
    )  # fmt: skip


def columns_of(asked: list[StatementRequest]) -> list[dict[str, Any]]:
    """Everybody who was asked, each with what came back."""
    files = files_with(asked)
    return [
        {"request": one, "status": status_of_request(one), "by": answered_by(one), "files": files.get(one.id, []),
         "is_citable": is_citable(one)}
        for one in asked
    ]  # fmt: skip


def _outcome(answer: CoordinatedAnswer | None) -> Any:
    return outcome_status(answer.outcome, answer.forwarded_to) if answer else None
