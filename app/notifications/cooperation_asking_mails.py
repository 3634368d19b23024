"""How partners of a joint project are asked for their answer by mail: the first time, anew, once more."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Organisation
from app.cooperations.comparing import compared
from app.cooperations.models import Cooperation, CooperationVersion, Partner
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.languages import day
from app.core.texts import excerpt
from app.notifications.cooperation_circles import asked_of, place_in
from app.notifications.letters import Letter
from app.notifications.news import News

QUOTED = 600
"""So many letters of what was written stand in a mail."""


def cooperation_of(news: News) -> Cooperation:
    """What the row is about; asked only where the verb belongs to joint projects."""
    if news.cooperation is None:
        raise TypeError(f"{news.verb} of a {news.thing.kind}")
    return news.cooperation


def names_of(news: News, version: int | None = None) -> dict[str, Any]:
    """Its title as the text the row is about has it, who writes it, and the body the row is about."""
    cooperation, place = cooperation_of(news), place_in(news)
    text = cooperation.text_of(news.entry.version if version is None else version)
    return {
        "title": text.terms.title if text is not None else cooperation.title, "keeper": cooperation.keeper.name,
        "body": place.organisation.name if place is not None else "",
    }  # fmt: skip


def listed(names: Iterable[str]) -> str:
    """Names of bodies on one line."""
    return ", ".join(sorted(names))


def asked(news: News) -> Letter:
    """For whoever speaks for a partner: the first time, anew because the text has changed, once more as a reminder."""
    places = asked_of(news, news.reader) if news.reader is not None else []
    return _asking(news, places, _steps_of(news, places))


def to_prepare(news: News) -> Letter:
    """For whoever speaks for the body that prepares: please write out the answer."""
    places = asked_of(news, news.reader) if news.reader is not None else []
    names = names_of(news) | {"body": _bodies(places)}
    letter = _asking(news, places, [
        _("You prepare for %(body)s by mandate: please write out the answer.", **names),
        _("Only those who represent %(body)s declare it.", **names),
    ])  # fmt: skip
    if not news.is_reminder:
        letter.subject = _("Please prepare the answer of %(body)s: “%(title)s”", **names)
    letter.link_label = _("Read and prepare an answer")
    return letter


def _asking(news: News, places: list[Partner], steps: list[str]) -> Letter:
    cooperation, first = cooperation_of(news), next(iter(places), None)
    laid = cooperation.laid
    number = {"number": cooperation.id}
    at: tuple[str, dict[str, Any]] = ("cooperations_mine.show", number)
    if len(places) == 1 and first is not None:
        at = "cooperations_answering.answer", number | {"organisation": first.organisation_id}
    letter = _words_of_asking(news, first, names_of(news) | {"body": _bodies(places), "version": cooperation.version})
    if laid is not None and laid.terms.public_from == "proposed":
        steps = [*steps, _("Everybody can read of this proposal. You are named there only once you have said yes.")]
    letter.next_steps, letter.link_label, letter.at = steps, _("Read and answer"), at
    return letter


def _words_of_asking(news: News, place: Partner | None, names: dict[str, Any]) -> Letter:
    cooperation = cooperation_of(news)
    laid = cooperation.laid
    if news.is_reminder:
        return Letter(
            _("Reminder: the answer of %(body)s is awaited: “%(title)s”", **names),
            [
                _("since %(day)s %(body)s has been asked about the joint project “%(title)s” and has not answered yet.",
                  day=day(news.entry.at), **names),
                _("To decline or to ask for changes is an answer, too: the others then know where they stand."),
            ],
        )  # fmt: skip
    last_yes = place.last_yes if place is not None else None
    is_new = laid is None or laid.number == 1 or (place is not None and place.invited_at >= laid.at)
    if laid is None or (is_new and last_yes is None):
        return _asked_first(news, place, laid, names)
    return _asked_anew(news, cooperation.text_of(last_yes.version if last_yes else laid.number - 1), laid, names)


def _asked_first(news: News, place: Partner | None, laid: CooperationVersion | None, names: dict[str, Any]) -> Letter:
    said = [_("%(keeper)s proposes a joint project to %(body)s: “%(title)s”.", **names)]
    if place is not None and _has_wished(news, place):
        said = [_("%(body)s asked to take part in “%(title)s”: now it is asked about the text.", **names)]
    return Letter(
        _("%(keeper)s asks %(body)s: “%(title)s”", **names), said, quote_from=_("What it is about:"),
        quote=excerpt(laid.terms.what, QUOTED) if laid is not None else "",
    )  # fmt: skip


def _asked_anew(
    news: News, before: CooperationVersion | None, laid: CooperationVersion, names: dict[str, Any]
) -> Letter:
    said = [_("%(keeper)s has changed the text of “%(title)s” and asks %(body)s about text no. %(version)s.", **names)]
    subject = _("The text has changed: “%(title)s”", **names)
    has_said_yes = before is not None and any(
        one.has_accepted(before.number) for one in (asked_of(news, news.reader) if news.reader else [])
    )
    if before is not None and has_said_yes:
        subject = _("The text has changed, please answer anew: “%(title)s”", **names)
        said.append(_("Your yes to text no. %(before)s does not count for it.", before=before.number))
        if before.number == cooperation_of(news).agreed_version:
            said.append(_("Until the new one is agreed, that one goes on holding."))
    if before is not None and (parts := [one.label for one in compared(before.terms, laid.terms).changed]):
        since = {"before": before.number, "parts": ", ".join(parts)}
        said.append(
            _("Changed since your yes: %(parts)s.", **since) if has_said_yes
            else _("Changed since text no. %(before)s: %(parts)s.", **since)
        )  # fmt: skip
    return Letter(
        subject, said, quote=laid.note or "",
        quote_from=_("What is different, in the words of %(keeper)s:", **names) if laid.note else "",
    )  # fmt: skip


def _steps_of(news: News, places: list[Partner]) -> list[str]:
    names = {"body": _bodies(places)}
    leads = news.reader is not None and all(news.reader.leads(one.organisation_id) for one in places)
    own = (
        _("You say yes, ask for changes or decline.")
        if leads
        else _("You can write out the answer; only those who represent %(body)s declare it.", **names)
    )
    return [own, _("A yes is a declaration of will, no contract. It can be given subject to the council's decision.")]


def _bodies(places: list[Partner]) -> str:
    return listed(one.organisation.name for one in places)


def _has_wished(news: News, place: Partner) -> bool:
    wishes = select(JournalEntry.details).where(
        JournalEntry.thing_id == news.thing.id, JournalEntry.verb == "ask_to_join", JournalEntry.id < news.entry.id
    )
    return any(wish.get("partner") == place.organisation_id for wish in db.session.scalars(wishes))


def to_town_hall(news: News, body: Organisation) -> Letter:
    """To the mailbox of an office for which nobody has an account yet: who asks, and how somebody can answer."""
    home = cooperation_of(news).home
    ways = ", ".join(way for way in (home.office, home.name, home.email, home.phone) if way)
    names = names_of(news) | {"body": body.name}
    return Letter(
        _("%(keeper)s asks %(body)s: “%(title)s”", **names),
        [_("%(keeper)s proposes a joint project to %(body)s: “%(title)s”.", **names)],
        next_steps=[
            _("Nobody can answer for %(body)s yet: whoever represents it needs an account here.", **names),
            _("Please pass this on to the mayor. An account is set up by: %(ways)s.", ways=ways),
        ],
        greeting=_("Hello,"),
        why=_("You get this mail because this is the mailbox of the office: %(body)s.", **names),
    )  # fmt: skip
