"""Answers in words: outcomes, states, rules, what an office said as far as everybody may read it."""

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from app.answers.models import CoordinatedAnswer, Release
from app.core.clock import local
from app.core.languages import day
from app.ideas.wording import Status, status_of
from app.statements.models import StatementRequest


def outcome_labels() -> dict[str, str]:
    """What an answer leads to, as the desk chooses it."""
    return {
        "pooled": _("Into the pool of ideas"), "running": _("Already under way"), "done": _("Done"),
        "forwarded": _("Forwarded"), "not_pursued": _("Not pursued"),
    }  # fmt: skip


def outcome_status(outcome: str | None, forwarded_to: str | None) -> Status | None:
    """The state everybody will read at the idea, with its sign."""
    if outcome is None:
        return None
    return status_of("pooled") if outcome == "pooled" else status_of("closed", outcome, forwarded_to)


def rule_labels(locale: str | None = None) -> dict[str, str]:
    """The rules an authority chooses from; in the language of whoever a mail goes to."""
    with force_locale(locale or get_locale() or "de"):
        return {
            "required": _("Always a second person with the role “Approver”"),
            "when_present": _(
                "A second person; after two working days one of its writers may release it with a remark"
            ),
            "off": _("Nobody else: whoever writes the answer publishes it"),
        }


def rule_sentence(rule: str) -> str:
    """The rule, as it is said to those who write."""
    return {
        "required": _("A second person releases the answer: nobody who has written on it."),
        "when_present": _(
            "A second person releases the answer: nobody who has written on it. If nobody has done so after two "
            "working days, you may release it yourself, with a remark."
        ),
        "off": _("Your authority asks for no release: you publish the answer yourself."),
    }[rule]


def state_words(answer: CoordinatedAnswer) -> str:
    """How far an answer is, in one phrase."""
    if answer.state == "waiting":
        return _("waits for release until %(day)s", day=day(answer.due_on)) if answer.due_on else _("waits")
    returned = answer.releases[-1] if answer.releases else None
    if answer.state == "draft" and returned is not None and returned.verdict == "returned":
        return _("returned on %(day)s, is being revised", day=day(local(returned.at).date()))
    return {
        "draft": _("is being written"), "released": _("released and public"), "discarded": _("discarded"),
    }[answer.state]  # fmt: skip


def release_words(release: Release, names: dict[int, str]) -> str:
    """One decision about an answer: what, by whom, for whom, when."""
    by = names.get(release.by_id or 0) or _("a colleague")
    when = day(local(release.at).date())
    said = {
        "released": _("released by %(name)s on %(day)s", name=by, day=when),
        "released_alone": _("released alone by %(name)s on %(day)s", name=by, day=when),
        "not_needed": _("published by %(name)s on %(day)s; no release was needed", name=by, day=when),
        "returned": _("returned by %(name)s on %(day)s", name=by, day=when),
    }[release.verdict]
    if release.deputy_for_id is None:
        return said
    return _("%(decision)s, standing in for %(name)s", decision=said,
             name=names.get(release.deputy_for_id) or _("a colleague"))  # fmt: skip


def asked_words(request: StatementRequest, *, will_be_public: bool = False) -> str:
    """What came of asking an office, as everybody may know it."""
    if request.is_public or will_be_public:
        return _("has given a statement, published here")
    return {
        "answered": _("has given a statement, not published"),
        "not_responsible": _("is not responsible"),
    }.get(request.state, _("has given no statement"))


def quotation(request: StatementRequest) -> str:
    """The office's words as they are put into an answer; the answer is in German."""
    said = request.statement.text.strip() if request.statement else ""
    return f"{request.office}: „{said}“"
