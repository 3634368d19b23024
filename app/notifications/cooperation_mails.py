"""What the mails about joint projects say. Words of partners are quoted as written."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.cooperations.wording import council_label, verdict_label
from app.core.languages import weekday
from app.core.texts import excerpt
from app.notifications.cooperation_asking_mails import QUOTED, asked, cooperation_of, listed, names_of, to_prepare
from app.notifications.cooperation_circles import (
    APART,
    COLLEAGUE,
    DECLARES,
    KEEPER,
    MANDATED,
    PARTNER,
    declaration_of,
    place_in,
)
from app.notifications.letters import Letter
from app.notifications.news import News


def _at(news: News) -> tuple[str, dict[str, Any]]:
    return "cooperations_mine.show", {"number": cooperation_of(news).id}


def _page() -> str:
    return _("To the partners' page")


def _day(news: News, name: str) -> str:
    return weekday(date.fromisoformat(news.entry.details[name]))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


# ---- answered --------------------------------------------------------------------------------------


def _prepared(news: News) -> Letter:
    place, names = place_in(news), names_of(news)
    prepared = (place.prepared or {}) if place is not None else {}
    says = verdict_label(str(prepared.get("verdict", news.entry.details.get("verdict"))))
    number = {"number": cooperation_of(news).id, "organisation": news.entry.details.get("partner")}
    return Letter(
        _("An answer is prepared for you: “%(title)s”", **names),
        [
            _("an answer of %(body)s to the joint project “%(title)s” is prepared:", **names),
            f"{names['body']} {says}.",
            _("Nothing is declared yet: only those who represent %(body)s can do that.", **names),
        ],
        quote_from=_("The text of the answer:"), quote=str(prepared.get("text") or ""),
        link_label=_("Read and declare"), at=("cooperations_answering.answer", number),
    )  # fmt: skip


def _declared(news: News) -> Letter:
    said, names, details = declaration_of(news), names_of(news), news.entry.details
    subject = {
        "accepted": _("%(body)s says yes: “%(title)s”", **names),
        "changes_requested": _("%(body)s asks for changes: “%(title)s”", **names),
        "declined": _("%(body)s declines: “%(title)s”", **names),
    }[details["verdict"]]
    if details.get("joins"):
        subject = _("%(body)s joins: “%(title)s”", **names)
    words = [_("%(body)s has answered text no. %(version)s of the joint project “%(title)s”:",
               version=news.entry.version, **names)]  # fmt: skip
    if said is not None:
        words.append(
            ", ".join(filter(None, [f"{names['body']} {verdict_label(said.verdict)}", council_label(said)])) + "."
        )
        words.append(_("Declared by: %(who)s.", who=", ".join(filter(None, [said.person_name, said.function]))))
    return Letter(
        subject, words, quote_from=_("In its words:"), quote=(said.text or "") if said is not None else "",
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _council_decided(news: News) -> Letter:
    said, names = declaration_of(news), names_of(news)
    corrects = news.entry.details.get("corrects")
    return Letter(
        _("The council's decision of %(body)s is corrected: “%(title)s”", **names) if corrects
        else _("The council of %(body)s has decided: “%(title)s”", **names),
        [
            _("day or number of the council's decision of %(body)s on “%(title)s” had been noted wrongly.", **names)
            if corrects
            else _("the yes of %(body)s to the joint project “%(title)s” stood subject to its council.", **names),
            _sentence(council_label(said)) if said is not None else "",
        ],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _agreed(news: News) -> Letter:
    cooperation, names = cooperation_of(news), names_of(news)
    bound = [one for one in cooperation.present if one.has_accepted(news.entry.version)]
    pending = [
        one.organisation.name
        for one in bound
        if (said := one.declared(news.entry.version)) and said.council == "pending"
    ]
    steps = [
        _("Everybody can read of it now.") if cooperation.shown_version == news.entry.version
        else _("Only the partners read of it."),
    ]  # fmt: skip
    if pending:
        bodies = listed(pending)
        steps.append(_("Subject to the decision of the council: %(bodies)s. Please note it there, once it is made.",
                       bodies=bodies))  # fmt: skip
    return Letter(
        _("A new text is agreed: “%(title)s”", **names) if news.entry.details.get("again")
        else _("Agreed: “%(title)s”", **names),
        [
            _("text no. %(version)s of the joint project “%(title)s” is agreed.", version=news.entry.version, **names),
            _("Everybody whose yes it needs has said yes to exactly this text."),
            _("With a yes: %(bodies)s.", bodies=listed(one.organisation.name for one in bound)),
        ],
        next_steps=steps, link_label=_page(), at=_at(news),
    )  # fmt: skip


# ---- over ------------------------------------------------------------------------------------------


def _lapsed(news: News) -> Letter:
    names = names_of(news)
    return Letter(
        _("It holds no longer: “%(title)s”", **names),
        [
            _("too few partners are left: what was agreed in the joint project “%(title)s” holds no longer.", **names),
            _("Others may still join the same text; with enough partners it holds again."),
        ],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _ended(news: News) -> Letter:
    names = names_of(news)
    why = (
        _("the time of the joint project “%(title)s” is over.", **names) if news.entry.details.get("why") == "time"
        else _("too few partners are left: the joint project “%(title)s” has come to its end.", **names)
    )  # fmt: skip
    return Letter(
        _("Ended: “%(title)s”", **names),
        [why, _("All texts, papers and what was said stay to be read by the partners.")],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _withdrawn(news: News) -> Letter:
    names = names_of(news)
    return Letter(
        _("Withdrawn: “%(title)s”", **names),
        [_("%(keeper)s withdraws the proposal “%(title)s”. You need not answer any more.", **names)],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_page(), at=_at(news),
    )  # fmt: skip


def _leaves(news: News) -> Letter:
    names = names_of(news) | {"day": _day(news, "on")}
    return Letter(
        _("%(body)s leaves: “%(title)s”", **names),
        [_("%(body)s leaves the joint project “%(title)s”. Its last day is %(day)s.", **names)],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_page(), at=_at(news),
    )  # fmt: skip


# ---- who writes, who takes part ----------------------------------------------------------------------


def _pen_is_yours(news: News) -> Letter:
    names = names_of(news)
    return Letter(
        _("You write the text now: “%(title)s”", **names),
        [
            _("from now on %(body)s writes the text of “%(title)s” and lays it before the others.", **names),
            _("What is agreed and what has been answered stays as it is."),
        ],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _pen_passed(news: News) -> Letter:
    names = names_of(news)
    return Letter(
        _("%(body)s writes the text now: “%(title)s”", **names),
        [
            _("from now on %(body)s writes the text of “%(title)s” and lays it before the others.", **names),
            _("What is agreed and what has been answered stays as it is."),
        ],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _left_out(news: News) -> Letter:
    # Under the title they have read: the new text is not theirs to know.
    names = names_of(news, (news.entry.version or 1) - 1)
    return Letter(
        _("%(body)s is asked no more: “%(title)s”", **names),
        [
            _("the joint project “%(title)s” goes on without %(body)s: the new text does not name it.", **names),
            _("You need not answer any more, and its pages are closed to you from now on."),
        ],
    )  # fmt: skip


def _wish_declined(news: News) -> Letter:
    cooperation = cooperation_of(news)
    names = names_of(news) | {"title": cooperation.title}
    at = ("cooperations.show", {"number": cooperation.id, "slug": cooperation.slug}) if cooperation.is_public else None
    return Letter(
        _("Your wish to take part is declined: “%(title)s”", **names),
        [_("%(keeper)s does not take %(body)s into the joint project “%(title)s”.", **names)],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_("To its public page"), at=at,
    )  # fmt: skip


def _wishes_to_join(news: News) -> Letter:
    names = names_of(news)
    return Letter(
        _("%(body)s would like to take part: “%(title)s”", **names),
        [_("%(body)s asks to be let into the joint project “%(title)s”.", **names)],
        quote_from=_("In its words:"), quote=news.entry.reason or "",
        next_steps=[_("You can ask it to join the same text where that is open to others, name it in a new text, or "
                      "decline with a reason. Until then it reads what everybody reads.")],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


def _became_project(news: News) -> Letter:
    names, project = names_of(news), news.project
    is_public = project is not None and project.is_public
    at = ("projects.show", {"number": project.number, "slug": project.slug}) if project and is_public else _at(news)
    return Letter(
        _("It stands in the catalogue of projects: “%(title)s”", **names),
        [
            _("the joint project “%(title)s” stands in the catalogue of projects now.", **names),
            _("There it is called “%(project)s”, no. %(number)s.", project=project.title, number=project.number)
            if project and is_public else "",
            _("Being in the catalogue of projects is no promise of money."),
        ],
        link_label=_("To the project") if is_public else _page(), at=at,
    )  # fmt: skip


def _day_comes_near(news: News) -> Letter:
    funding, names = news.funding, names_of(news)
    words = {"day": _day(news, "due_on"), "what": (funding.due_for or "") if funding is not None else ""}
    programme = funding.programme if funding is not None else ""
    return Letter(
        _("A day of the funding comes near: %(day)s, “%(title)s”", day=words["day"], **{"title": names["title"]}),
        [
            _("a day of the joint project “%(title)s” must not be missed: %(day)s, %(what)s.", **names, **words),
            _("Programme: %(programme)s.", programme=programme),
        ],
        link_label=_page(), at=_at(news),
    )  # fmt: skip


# ---- talk ------------------------------------------------------------------------------------------


def _said_in_room(news: News) -> Letter:
    said, names = news.comment, {"title": news.thing.title}
    who = said.author.display_name if said is not None and said.author is not None else None
    body = said.author_name if said is not None else None
    at = ("discussion.thread", {"comment_id": said.parent_id or said.id}) if said is not None else None
    return Letter(
        _("New in the partners' room: “%(title)s”", **names),
        [_("%(who)s has written in the partners' room of “%(title)s”.",
           who=", ".join(filter(None, [who, body])) or _("Somebody"), **names)],
        quote_from=_("There it says:"), quote=excerpt(said.text, QUOTED) if said is not None else "",
        next_steps=[_("Only the people of the partners read it.")], link_label=_("Read and answer"), at=at,
    )  # fmt: skip


def _said_in_public(news: News) -> Letter:
    said, names = news.comment, {"title": news.thing.title}
    who = (said.author_name if said is not None else None) or _("Somebody")
    at = ("discussion.thread", {"comment_id": said.parent_id or said.id}) if said is not None else None
    return Letter(
        _("A new comment on “%(title)s”", **names),
        [_("%(who)s has commented on your joint project “%(title)s”.", who=who, **names)],
        quote_from=_("The comment:"), quote=excerpt(said.text, QUOTED) if said is not None else "",
        link_label=_("Read and answer"), at=at,
    )  # fmt: skip


COOPERATION_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    **{(verb, PARTNER): asked for verb in ("lay_text", "invite_further")},
    **{(verb, MANDATED): to_prepare for verb in ("lay_text", "invite_further")},
    ("prepare_answer", DECLARES): _prepared,
    **{("declare", standing): _declared for standing in (COLLEAGUE, KEEPER, PARTNER)},
    **{("note_council", standing): _council_decided for standing in (COLLEAGUE, KEEPER)},
    ("agree", PARTNER): _agreed,
    ("lapse", PARTNER): _lapsed,
    ("end_cooperation", PARTNER): _ended,
    ("withdraw_proposal", PARTNER): _withdrawn,
    **{("leave", standing): _leaves for standing in (COLLEAGUE, PARTNER)},
    ("pass_pen", KEEPER): _pen_is_yours,
    ("pass_pen", PARTNER): _pen_passed,
    ("leave_out", APART): _left_out,
    ("decline_wish", APART): _wish_declined,
    ("ask_to_join", KEEPER): _wishes_to_join,
    **{(verb, PARTNER): _became_project for verb in ("make_project", "join_project")},
    **{("funding_due", standing): _day_comes_near for standing in (KEEPER, PARTNER)},
    ("comment", PARTNER): _said_in_room,
    ("comment", KEEPER): _said_in_public,
}
