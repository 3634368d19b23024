"""Step 2: who writes, a code to her mailbox, and the idea is received."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import EmailProof, Mandate, Organisation
from app.accounts.organisation_queries import mandates_for
from app.accounts.proving import (
    CodeIsExpired,
    CodeIsUsed,
    CodeIsWrong,
    TooManyCodes,
    ask_for_proof,
    find_proof,
    is_open,
    prove_by_code,
)
from app.accounts.queries import organisations_of
from app.accounts.registering import person_of
from app.accounts.views.session import enter
from app.core.doors import public, writes
from app.core.errors import DomainError
from app.core.limits import limited
from app.ideas.forms import CodeForm, CodeRequestForm, NameForm, SignedForm
from app.ideas.models import Idea
from app.ideas.place_choice import where_it_belongs
from app.ideas.prepared_queries import find_prepared
from app.ideas.preparing import MandateIsOver, prepare_idea
from app.ideas.queries import find_own
from app.ideas.similar_writing import very_alike_before_sending
from app.ideas.submitting import claim_drafts, keep_for, sign_as, submit_idea
from app.ideas.views.answering import answered_by, is_outside, settle_call
from app.ideas.views.drafts import NUMBER, first_version, ideas_writing, locale, my_draft
from app.ideas.wording import draft_marks, place_of, resident_of
from app.policies.doors import current_person, may_now

TEN_MINUTES = timedelta(minutes=10)
MOST_CODES = 3


@ideas_writing.get(f"/{NUMBER}/absenden")
@public
def preview(number: int) -> Any:
    """How the idea will look, and what is needed to hand it in."""
    idea = my_draft(number)
    if (back := _unfinished(idea)) is not None:
        return back
    person = current_person()
    if person is not None:
        name = idea.author_name or person.display_name
        return _page(idea, _signed_form(idea, {"author_name": name}))
    if _open_proof(idea) is not None and "adresse" not in request.args:
        return _page(idea, CodeForm(None), proof=_open_proof(idea))
    kept = session.get("proof") or {}
    chosen = kept.get("choice") if kept.get("idea") == idea.id else None
    given = {"email": idea.contact_email, "author_name": idea.author_name, "name_choice": chosen, "rules": bool(chosen)}
    return _page(idea, _offer(idea, CodeRequestForm(None, data=given)))


@ideas_writing.get(f"/{NUMBER}/code")
@ideas_writing.get(f"/{NUMBER}/code-noch-einmal")
@ideas_writing.get(f"/{NUMBER}/einreichen")
@public
def back_to_preview(number: int) -> Any:
    """Opened or reloaded after a fault: back to the page with the form."""
    return redirect(url_for("ideas_writing.preview", number=number))


@ideas_writing.post(f"/{NUMBER}/code")
@limited("code", 20, TEN_MINUTES)
@writes
@public
def ask_for_code(number: int) -> Any:
    """Send the code; the name and the consent are kept with the draft."""
    idea = my_draft(number)
    if (back := _unfinished(idea)) is not None:
        return back
    form = _offer(idea, CodeRequestForm(request.form))
    if form.validate() and _send_code(idea, form.email.data, form):
        sign_as(idea, form.chosen_name)
        session["proof"] = {**session["proof"], "choice": form.name_choice.data}
        return redirect(url_for("ideas_writing.preview", number=idea.id, _anchor="code"), 303)
    return _page(idea, form), 422


@ideas_writing.post(f"/{NUMBER}/code-noch-einmal")
@limited("code", 20, TEN_MINUTES)
@writes
@public
def ask_again(number: int) -> Any:
    """Another code to the same mailbox; the one sent before still works."""
    idea = my_draft(number)
    proof = _open_proof(idea)
    if proof is None:
        return redirect(url_for("ideas_writing.preview", number=idea.id, adresse="neu"), 303)
    form = CodeForm(None)
    if not _send_code(idea, proof.email, form):
        return _page(idea, form, proof=proof, asked_too_often=form.code.errors[-1]), 422
    flash(_("A new code is on its way."), "success")
    return redirect(url_for("ideas_writing.preview", number=idea.id, _anchor="code"), 303)


@ideas_writing.post(f"/{NUMBER}/einreichen")
@limited("submit", 60, TEN_MINUTES)
@writes
@public
def submit(number: int) -> Any:
    """Hand the idea in: with the code from the mail, or signed in. A second click finds the receipt."""
    person = current_person()
    own = find_own(number, to=person) if person is not None else None
    if own is not None and own.submitted_at is not None:
        return _received(own)
    if person is not None and find_prepared(number, to=person) is not None:
        return redirect(url_for("ideas_prepared.show", number=number), 303)
    if person is None and _was_handed_in(number):
        # The answer to the first click got lost on its way; signed in by it or now, the receipt is there.
        return redirect(url_for("accounts.sign_in", next=url_for("ideas_mine.receipt", number=number)), 303)
    idea = my_draft(number)
    if (back := _unfinished(idea)) is not None:
        return back
    return _submit_signed(idea) if person is not None else _submit_with_code(idea)


def _was_handed_in(number: int) -> bool:
    kept = session.get("proof") or {}
    proofs = [find_proof(proof_id) for proof_id in kept.get("ids", [])] if kept.get("idea") == number else []
    return any(proof is not None and proof.used_at is not None for proof in proofs)


def _submit_signed(idea: Idea) -> Any:
    form = _signed_form(idea, {}, is_sent=True)
    if not form.validate():
        return _page(idea, form), 422
    person = current_person()
    if (mandate := _chosen_mandate(form)) is not None:
        return _prepare(idea, form, mandate)
    body = _chosen_organisation(form)
    if body is None and form.name_choice.data == "name" and not person.display_name:
        person.display_name = form.author_name.data
    submit_idea(idea, by=person, author_name=form.chosen_name, organisation=body)
    settle_call(idea, person)
    return _received(idea)


def _prepare(idea: Idea, form: SignedForm, mandate: Mandate) -> Any:
    try:
        prepare_idea(idea, by=current_person(), mandate=mandate)
    except MandateIsOver:
        form.fault("organisation", _("This mandate has ended. Please choose anew."))
        return _page(idea, form), 422
    body = mandate.principal.name
    flash(_("The idea lies before %(body)s now. Its representatives declare it or send it back.", body=body), "success")
    return redirect(url_for("ideas_prepared.show", number=idea.id), 303)


def _submit_with_code(idea: Idea) -> Any:
    form, proof = CodeForm(request.form), _open_proof(idea)
    if proof is None:
        return redirect(url_for("ideas_writing.preview", number=idea.id, adresse="neu"), 303)
    if form.validate():
        try:
            proved = _prove(idea, form.code.data)
        except DomainError as error:
            form.fault("code", words_for(error))
        else:
            return submit_proved(idea, proved.email)
    return _page(idea, form, proof=proof), 422


def submit_proved(idea: Idea, email: str) -> Any:
    """The mailbox is proved: its person is signed in, the idea is hers and received."""
    person = person_of(email, locale=locale())
    claim_drafts(person)
    kept = session.get("proof") or {}
    if kept.get("choice") == "name" and not person.display_name:
        person.display_name = idea.author_name
    submit_idea(idea, by=person, author_name=idea.author_name)
    settle_call(idea, person)
    session.pop("proof", None)
    if not enter(person):
        return redirect(url_for("accounts.second_factor", next=url_for("ideas_mine.receipt", number=idea.id)), 303)
    return _received(idea)


def words_for(error: DomainError) -> str:
    """Why that code did not do, and what to do now."""
    if isinstance(error, CodeIsWrong) and error.tries_left > 0:
        return ngettext(
            "That is not the code from our mail. You have one more try.",
            "That is not the code from our mail. You have %(num)s more tries.",
            error.tries_left,
        )
    if isinstance(error, CodeIsUsed):
        return _("This code has already been used. Please ask for a new one.")
    if isinstance(error, CodeIsExpired | CodeIsWrong):
        return _("This code no longer works. Please ask for a new one; your text stays saved.")
    return _("This code belongs to another idea. Please ask for a new one.")


# ---- pieces --------------------------------------------------------------------------------------


class ProofIsForAnother(DomainError):
    """The code proves another mailbox or was asked for another idea."""


def ensure_meant(idea: Idea, proof: EmailProof) -> None:
    """A proof hands in the one idea it was asked for, and only while it still goes to that mailbox."""
    if proof.purpose != "submit" or proof.context.get("idea") != idea.id or proof.email != idea.contact_email:
        raise ProofIsForAnother


def _prove(idea: Idea, code: str) -> EmailProof:
    """The proof for this code: the newest first, earlier mails may have come late."""
    failed: DomainError = CodeIsExpired("none")
    for proof_id in reversed(session["proof"]["ids"]):
        try:
            proof = prove_by_code(proof_id, code)
        except DomainError as error:
            failed = failed if isinstance(failed, CodeIsWrong) else error
        else:
            ensure_meant(idea, proof)
            return proof
    raise failed


def _send_code(idea: Idea, email: str, form: Any) -> bool:
    try:
        context = {"idea": idea.id, "door": "ideas_writing.look_at_link"}
        proof = ask_for_proof(email, "submit", locale=locale(), context=context)
    except TooManyCodes:
        name = "email" if "email" in form else "code"
        form.fault(name, _("We have sent several mails there. Please look there first, spam folder included."))
        return False
    keep_for(idea, email)
    kept = session.get("proof") or {}
    is_same = kept.get("idea") == idea.id and kept.get("email") == proof.email
    earlier: dict[str, Any] = kept if is_same else {"idea": idea.id, "email": proof.email, "ids": []}
    session["proof"] = {**earlier, "ids": [*earlier["ids"], proof.id][-MOST_CODES:]}
    return True


def _open_proof(idea: Idea) -> EmailProof | None:
    """The code this browser waits for, where it asked for one for this idea."""
    kept = session.get("proof") or {}
    if kept.get("idea") != idea.id or not kept.get("ids"):
        return None
    proof = find_proof(kept["ids"][-1])
    return proof if proof is not None and proof.email == idea.contact_email else None


def _unfinished(idea: Idea) -> Any:
    version = first_version(idea)
    if idea.is_prepared:
        return redirect(url_for("ideas_prepared.show", number=idea.id), 303)
    if idea.author_id is not None and not may_now("invite_co_author", idea):
        flash(_("The person who began this idea hands it in. You write along: your changes are saved."), "info")
        return redirect(url_for("co_authors.show", number=idea.id), 303)
    if not version.title.strip() or not version.text.strip():
        flash(_("A headline and a text are still missing."), "warning")
    elif idea.authority is None:
        flash(_("The place is still missing: it decides who answers."), "warning")
    else:
        return None
    return redirect(url_for("ideas_writing.rewrite", number=idea.id), 303)


def _offer(idea: Idea, form: Any) -> Any:
    form.offer(resident_of(idea), is_known=False)
    return form


def _signed_form(idea: Idea, given: dict[str, Any], *, is_sent: bool = False) -> SignedForm:
    form = SignedForm(request.form if is_sent else None, data=given)
    bodies = organisations_of(current_person())
    form.offer(resident_of(idea), is_known=bool(bodies))
    form.offer_organisations(bodies, mandates_for(current_person()))
    return form


def _chosen_organisation(form: SignedForm) -> Organisation | None:
    chosen = form.organisation.data
    return next((body for body in organisations_of(current_person()) if str(body.id) == chosen), None)


def _chosen_mandate(form: SignedForm) -> Mandate | None:
    chosen = form.organisation.data
    return next((held for held in mandates_for(current_person()) if f"mandat-{held.id}" == chosen), None)


def _page(idea: Idea, form: NameForm | CodeForm, proof: EmailProof | None = None, asked_too_often: str = "") -> str:
    called = answered_by(idea)
    return render_template(
        "ideas/writing/submit.html", idea=idea, version=first_version(idea), form=form, proof=proof,
        person=current_person(), place=place_of(idea), goals=draft_marks(idea), called=called,
        outside=is_outside(called, where_it_belongs(idea)),
        works=proof is not None and is_open(proof), asked_too_often=asked_too_often,
        prepares=isinstance(form, SignedForm) and bool(mandates_for(current_person())),
        alike=very_alike_before_sending(idea) if request.method == "GET" else (),
    )  # fmt: skip


def _received(idea: Idea) -> Any:
    return redirect(url_for("ideas_mine.receipt", number=idea.id), 303)
