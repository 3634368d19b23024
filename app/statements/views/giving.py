"""What the two entrances to a request share, the link in a mail and an account: its pages and its steps."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.models import Person
from app.accounts.proving import TooManyCodes, ask_for_proof
from app.core.clock import now
from app.core.doors import Afterwards
from app.core.errors import DomainError, VersionIsStale
from app.core.languages import chosen_locale, weekday
from app.files.queries import files_of, shown_files_of
from app.ideas.wording import place_of
from app.pages.frame import speak_for
from app.statements.answering import (
    HasTheRequest,
    OtherHouse,
    TooManyForwarded,
    decline_responsibility,
    extend_once,
    forward_request,
    house_of,
    is_wanted,
    latest_extension,
    save_statement,
    submit_statement,
)
from app.statements.models import Statement, StatementLink, StatementRequest
from app.statements.office_forms import (
    DeclineForm,
    ExtendForm,
    ForwardForm,
    NotAffectedForm,
    SpeakerForm,
    StatementForm,
)
from app.statements.office_queries import version_asked
from app.statements.requesting import handed_on
from app.statements.wording import verdict_labels


@dataclass(frozen=True)
class Entrance:
    """By which way somebody came to a request: the link in a mail, or an account that speaks for the office."""

    asked: StatementRequest
    token: str | None = None
    link: StatementLink | None = None
    person: Person | None = None

    @property
    def mail_link(self) -> StatementLink:
        """The link somebody came by; an account has none."""
        if self.link is None:
            raise TypeError("an account needs no code")
        return self.link

    def url(self, step: str = "show") -> str:
        """A page or step of this request, by the way somebody came."""
        if self.token is not None:
            return url_for(f"statements.{step}", token=self.token)
        return url_for(f"statements_mine.{step}", number=self.asked.id)

    @property
    def files_url(self) -> str:
        """Where attachments are added."""
        return url_for("files.of_statement", number=self.asked.id, link=self.token)


def show(entrance: Entrance) -> Any:
    """The request: the idea, the question, the day, and the ways to answer."""
    return page(entrance, "show")


def write(entrance: Entrance) -> Any:
    """The form for the statement, with what was typed before."""
    return page(entrance, "write", StatementForm.of(entrance.asked, **_speaker(entrance)))


def answer(entrance: Entrance) -> Any:
    """Keep what was typed; then, as the button says, stop here, add files, or give it."""
    form = StatementForm.of(entrance.asked, request.form)
    is_unfinished = bool({"later", "files"} & set(request.form))
    if is_unfinished:
        form.ask_for_little()
    if not form.validate():
        return _again(entrance, "write", form)
    try:
        statement = _save(entrance, form)
    except VersionIsStale:
        return Afterwards(lambda: _both_texts(entrance, form))
    if "files" in request.form:
        return redirect(entrance.files_url, 303)
    if is_unfinished:
        flash(_("Kept. Nobody but your office reads it until you give it."), "success")
        return redirect(entrance.url("write"), 303)
    return _give(entrance, form, "write", "give", version=statement.version, typed=form.typed)


def keep(entrance: Entrance) -> Any:
    """Keep the text while it is being typed, and say when that was."""
    form = StatementForm.of(entrance.asked, request.form)
    form.ask_for_little()
    if not form.validate():
        (fault, *_more), *_others = form.faults.values()
        return _said(_("Not saved. %(fault)s", fault=fault), form.shown_version), 422
    try:
        statement = _save(entrance, form)
    except VersionIsStale:
        words = _("Somebody else in your office has saved meanwhile. When you send, you see both texts.")
        return _said(words, form.shown_version)
    return _said(_("Saved at %(time)s", time=format_time(now(), _("h:mm a"))), statement.version)


def not_affected(entrance: Entrance) -> Any:
    """Fehlanzeige: a name, and it is given."""
    return page(entrance, "not_affected", NotAffectedForm.beside(entrance.asked, **_speaker(entrance)))


def say_not_affected(entrance: Entrance) -> Any:
    """Give the one word."""
    form = NotAffectedForm.beside(entrance.asked, request.form)
    if not form.validate():
        return _again(entrance, "not_affected", form)
    try:
        statement = _save(entrance, form)
    except VersionIsStale:
        return Afterwards(lambda: _both_texts(entrance, form, "not_affected"))
    return _give(entrance, form, "not_affected", "give", version=statement.version, typed=form.typed)


def elsewhere(entrance: Entrance) -> Any:
    """Not responsible: who would be?"""
    return page(entrance, "elsewhere", DeclineForm.beside(entrance.asked, **_speaker(entrance)))


def decline(entrance: Entrance) -> Any:
    """Name who would be right."""
    form = DeclineForm.beside(entrance.asked, request.form)
    if not form.validate():
        return _again(entrance, "elsewhere", form)
    who = {"speaker_name": form.speaker_name.data, "speaker_office": form.speaker_office.data}
    return _give(entrance, form, "elsewhere", "decline", suggestion=form.suggestion.data, **who)


def more_time(entrance: Entrance) -> Any:
    """Until when, and why."""
    return page(entrance, "more_time", ExtendForm.of(entrance.asked))


def extend(entrance: Entrance) -> Any:
    """Take more time; the page says the new day."""
    form = ExtendForm.of(entrance.asked, request.form)
    if not form.validate():
        return _again(entrance, "more_time", form)
    until = date.fromisoformat(form.until.data)
    extend_once(entrance.asked, until=until, reason=form.reason.data, by=entrance.person)
    flash(_("There is time until %(day)s now.", day=weekday(entrance.asked.due_on)), "success")
    return redirect(entrance.url(), 303)


def hand_on(entrance: Entrance) -> Any:
    """To whom in the house?"""
    return page(entrance, "hand_on", ForwardForm(None))


def forward(entrance: Entrance) -> Any:
    """Send a colleague a link of her own."""
    form = ForwardForm(request.form)
    if form.validate():
        try:
            forward_request(
                entrance.asked, to=form.to.data, note=form.note.data, above=entrance.link, by=entrance.person
            )  # fmt: skip
        except (OtherHouse, HasTheRequest, TooManyForwarded) as error:
            form.fault("to", _words_for_address(error, entrance.asked))
    if form.faults:
        return _again(entrance, "hand_on", form)
    flash(_("Handed on to %(email)s. You can still answer yourself; what comes first counts.", email=form.to.data),
          "success")  # fmt: skip
    return redirect(entrance.url(), 303)


def page(entrance: Entrance, name: str, form: Any = None, **more: Any) -> str:
    """One page of the request."""
    asked = entrance.asked
    speak_for(asked.authority)
    return render_template(
        f"statements/{name}.html", entrance=entrance, asked=asked, form=form, idea=asked.idea,
        version=version_asked(asked), place=place_of(asked.idea), files=shown_files_of(asked.idea_id),
        own_files=files_of(asked.id), verdicts=verdict_labels(), house=house_of(asked), wanted=is_wanted(asked),
        latest=None if asked.was_extended else latest_extension(asked), handed_on=handed_on(asked), **more,
    )  # fmt: skip


def _again(entrance: Entrance, name: str, form: Any) -> Afterwards:
    return Afterwards(lambda: (page(entrance, name, form), 422))


def send_code(entrance: Entrance, wish: dict[str, Any]) -> None:
    """A code to the mailbox of the link, for this wish and nothing else."""
    asked, link = entrance.asked, entrance.mail_link
    words = {"number": asked.idea_id, "office": asked.office, "is_decline": wish["way"] == "decline"}
    context = {"request": asked.id, "link": link.id, "words": words, **wish}
    ask_for_proof(link.email, "statement", locale=chosen_locale(), context=context)


def too_many_codes() -> str:
    """What to do when the mailbox has had enough mails."""
    return _(
        "We have sent several codes there. Please look there first, spam folder included; a new one comes in an hour."
    )


def settle(entrance: Entrance, wish: dict[str, Any], email: str | None = None) -> None:
    """Do what was wished for: give the statement as it was shown, or say that another office is right."""
    asked, person = entrance.asked, entrance.person
    if wish["way"] == "decline":
        who = {name: wish[name] for name in ("suggestion", "speaker_name", "speaker_office")}
        decline_responsibility(asked, by=person, email=email, **who)
        return
    statement = asked.statement
    if statement is None or statement.version != wish["version"]:
        raise VersionIsStale(wish["version"], statement.version if statement else 0)
    submit_statement(asked, by=person, email=email)


def _give(entrance: Entrance, form: SpeakerForm, name: str, way: str, **wish: Any) -> Any:
    """With an account it is given now; by a link, its mailbox shows a code first."""
    wish = {"way": way, "page": name, **wish}
    if entrance.link is None:
        settle(entrance, wish)
        return redirect(entrance.url(), 303)
    try:
        send_code(entrance, wish)
    except TooManyCodes:
        form.fault("speaker_name", too_many_codes())
        if entrance.asked.statement is not None:
            form.bind_anew(entrance.asked.statement)
        return _again(entrance, name, form)
    return redirect(entrance.url("confirm"), 303)


def refuse_stale(entrance: Entrance, wish: dict[str, Any]) -> Any:
    """A colleague has saved since the code was asked for: what was to be confirmed stands beside what is kept."""
    typed = wish["typed"]
    if wish["page"] == "not_affected":
        return _both_texts(
            entrance, NotAffectedForm.beside(entrance.asked, consent=typed["is_public"], **typed), wish["page"]
        )  # fmt: skip
    return _both_texts(entrance, StatementForm.of(entrance.asked, **typed))


def _save(entrance: Entrance, form: StatementForm | NotAffectedForm) -> Statement:
    statement = save_statement(entrance.asked, version=form.shown_version, **form.typed)
    session["statement_typed"] = [entrance.asked.id, statement.version]
    return statement


def _speaker(entrance: Entrance) -> dict[str, str | None]:
    """Whose name a form proposes: the one typed in this browser, or whoever is signed in; never a colleague's."""
    asked, kept = entrance.asked, entrance.asked.statement
    own = entrance.person.display_name if entrance.person is not None else None
    if kept is None or session.get("statement_typed") != [asked.id, kept.version]:
        return {"speaker_name": own, "speaker_office": asked.office}
    return {"speaker_name": kept.speaker_name or own, "speaker_office": kept.speaker_office or asked.office}


def _both_texts(entrance: Entrance, form: Any, name: str = "write") -> Any:
    stored = entrance.asked.statement or Statement(text="", version=1)
    form.bind_anew(stored)
    return page(entrance, name, form, stored=stored), 409


def _said(words: str, version: int) -> Response:
    return Response(render_template("statements/_kept.html", words=words, version=version))


def _words_for_address(error: DomainError, asked: StatementRequest) -> str:
    house = house_of(asked)
    if isinstance(error, HasTheRequest):
        return _("This mailbox has the request already.")
    if isinstance(error, TooManyForwarded):
        return _("This request has been handed on several times. Please call us: we find out who is right.")
    if house is None:
        return _(
            "Your mailbox is with a provider where anybody gets one: it does not say who belongs to your house. So "
            "nothing can be handed on from here. Please call us: we ask your colleague ourselves."
        )
    return _("Only addresses of your own house work: …@%(house)s. For another office, please choose “not responsible”.",
             house=house)  # fmt: skip
