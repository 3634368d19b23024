"""What the mails about formats of participation say."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from app.calls.queries import awards_of
from app.core.languages import weekday
from app.core.mailing import absolute_url
from app.core.texts import excerpt
from app.formats.kinds import kind_of
from app.formats.outcome_wording import NAME_TELLS
from app.notifications import telling
from app.notifications.format_circles import CONTRIBUTOR, MEMBER
from app.notifications.letters import Letter
from app.notifications.news import News


def _names(news: News) -> dict[str, Any]:
    format = news.format
    return {"kind": kind_of(format).label() if format else "", "title": format.title if format else news.title}


def _at(news: News, endpoint: str | None = None) -> tuple[str, dict[str, Any]] | None:
    """The page; of a closed format through the sign-in, which is where somebody with a mailbox alone begins."""
    format = news.format
    if format is None:
        return None
    name, values = (endpoint, {"number": format.number}) if endpoint else format.page
    if format.audience_id is None:
        return name, values
    return "accounts.sign_in", {"next": urlsplit(absolute_url(name, **values)).path}


def _days(news: News) -> list[str]:
    format = news.format
    said = []
    if format is not None and format.opens_on and format.state == "announced":
        said.append(_("It begins on %(day)s.", day=weekday(format.opens_on)))
    if format is not None and format.closes_on and format.state in ("announced", "open"):
        said.append(_("Its last day is %(day)s.", day=weekday(format.closes_on)))
    if format is not None and format.place:
        said.append(_("Place: %(place)s", place=format.place))
    return said


def _how_to_enter(news: News) -> list[str]:
    format = news.format
    if format is None or format.audience_id is None:
        return []
    return [_("It is open to those invited alone. Please sign in with this e-mail address: we send you a code.")]


def _invited(news: News) -> Letter:
    return Letter(
        _("You are invited: %(kind)s “%(title)s”", **_names(news)),
        [_("you are invited to take part: %(kind)s “%(title)s”.", **_names(news)), *_days(news)],
        next_steps=_how_to_enter(news), link_label=_("To its page"), at=_at(news),
    )  # fmt: skip


def _opened(news: News) -> Letter:
    return Letter(
        _("It has begun: %(kind)s “%(title)s”", **_names(news)),
        [
            _("the %(kind)s “%(title)s” has begun. You can take part now.", **_names(news)),
            *_announced(news), *_days(news),
        ],
        quote_from=_("The reason:") if news.entry.reason else "", quote=news.entry.reason or "",
        next_steps=_how_to_enter(news), link_label=_("Take part"), at=_at(news),
    )  # fmt: skip


def _announced(news: News) -> list[str]:
    """The day that was announced, where it begins or ends on another."""
    day = news.entry.details.get("announced")
    return [_("Announced was %(day)s.", day=weekday(date.fromisoformat(day)))] if day else []


def _closed_early(news: News) -> Letter:
    return Letter(
        _("Ended early: %(kind)s “%(title)s”", **_names(news)),
        [
            _("the %(kind)s “%(title)s” has ended: nobody can take part any more.", **_names(news)), *_announced(news),
            _("Everything said so far counts. Its page says by when the result is published."),
        ],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_("To its page"), at=_at(news),
    )  # fmt: skip


def _reopened(news: News) -> Letter:
    return Letter(
        _("It goes on: %(kind)s “%(title)s”", **_names(news)),
        [_("the %(kind)s “%(title)s” is open again.", **_names(news)), *_days(news)],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_("To its page"), at=_at(news),
    )  # fmt: skip


def _concluded(news: News) -> Letter:
    prizes = awards_of(news.format, news.reader) if news.format is not None and news.reader is not None else ()
    subject = _("The result is there: %(kind)s “%(title)s”", **_names(news))
    if prizes:
        subject = _("Your idea has won a prize: %(prize)s", prize=prizes[0].title)
    return Letter(
        subject,
        [
            *(_("your idea “%(title)s” has won: %(prize)s.", title=one.idea.title, prize=one.title) for one in prizes),
            _("the result of the %(kind)s “%(title)s” is published.", **_names(news)),
            _("Its page says what became of every contribution."),
        ],
        quote_from=_("The result:"), quote=_beginning(news), link_label=_("Read the result"),
        at=_at(news, "formats_results.show"),
    )  # fmt: skip


def _beginning(news: News) -> str:
    return excerpt((news.format.result if news.format else None) or "", 600)


def _cancelled(news: News) -> Letter:
    return Letter(
        _("Called off: %(kind)s “%(title)s”", **_names(news)),
        [_("the %(kind)s “%(title)s” is called off.", **_names(news))],
        quote_from=_("The reason:"), quote=news.entry.reason or "", link_label=_("To its page"), at=_at(news),
    )  # fmt: skip


def _closed_to_the_public(news: News) -> Letter:
    stays = _("What you said in it stays there. Under “My contributions” you find it, and can remove it.")
    link, own = _("To my contributions"), "formats_mine.index"
    if news.format is not None and news.format.format_kind == "call":
        stays, link, own = _("Your idea stays public as before."), _("To my ideas"), "ideas_mine.index"
    return Letter(
        _("No longer public: %(kind)s “%(title)s”", **_names(news)),
        [_("the %(kind)s “%(title)s” was public. From now on only those invited read it.", **_names(news)), stays],
        quote_from=_("The reason:"),
        quote=news.entry.reason or "",
        link_label=link,
        at=(own, {}),
    )


def _released(news: News) -> Letter:
    return Letter(
        _("Your contribution is released: “%(title)s”", title=news.title),
        [_("your contribution “%(title)s” can be read by everybody who takes part.", title=news.title)],
        link_label=_("To your contribution"), at=news.thing.page,
    )  # fmt: skip


def _taken_up(news: News) -> Letter:
    names = {"number": news.entry.details.get("idea"), "title": news.title}
    named = [
        _("It stands under the name of the event, not under yours."),
        _("Only if you say so it carries yours: under “My contributions”, with “I want to be named as its author”."),
    ]
    if news.format is not None and news.format.audience_id is not None:
        named.append(str(NAME_TELLS))
    return Letter(
        _("Your contribution has become an idea: “%(title)s”", title=news.title),
        [
            _("we have taken your contribution “%(title)s” up as idea no. %(number)s.", **names),
            _("The office looks at it as at every idea and answers it."),
        ],
        next_steps=named,
        link_label=_("To my contributions"), at=("formats_mine.index", {}),
    )  # fmt: skip


def _answered(news: News) -> Letter:
    who = (news.comment.author_name if news.comment else None) or _("Somebody")
    at = ("discussion.thread", {"comment_id": news.comment.parent_id or news.comment.id}) if news.comment else None
    return Letter(
        _("An answer to your contribution “%(title)s”", title=news.title),
        [_("%(who)s has answered your contribution “%(title)s”.", who=who, title=news.title)],
        quote_from=_("The answer:"), quote=excerpt(news.comment.text, 600) if news.comment else "",
        link_label=_("Read and answer"), at=at,
    )  # fmt: skip


def _added(news: News) -> Letter:
    names = {"number": news.entry.details.get("idea"), "title": news.title}
    return Letter(
        _("Your contribution belongs to an idea: “%(title)s”", title=news.title),
        [_("your contribution “%(title)s” says what idea no. %(number)s says: we look at both together.", **names)],
        link_label=_("To my contributions"), at=("formats_mine.index", {}),
    )  # fmt: skip


def _redacted(news: News) -> Letter:
    return Letter(
        _("We have blacked out something in your contribution “%(title)s”", title=news.title),
        [
            _("in your contribution “%(title)s” we have blacked out data about other people.", title=news.title),
            _("Everything else stays as you wrote it."),
        ],
        quote_from=_("The reason:"), quote=news.entry.reason or "",
        next_steps=[_("If you disagree, you may object at the office named below. Please name the number.")],
        link_label=_("To your contribution"), at=news.thing.page,
    )  # fmt: skip


def _put_into_call(news: News) -> Letter:
    return Letter(
        _("Your idea answers a call now: no. %(number)s “%(title)s”", **news.names),
        [_("we have put your idea “%(title)s” (no. %(number)s) into a call for ideas.", **news.names)],
        "mine", quote_from=_("The reason:"), quote=news.entry.reason or "",
    )  # fmt: skip


def _taken_out_of_call(news: News) -> Letter:
    return Letter(
        _("Your idea no longer answers the call: no. %(number)s “%(title)s”", **news.names),
        [_("your idea “%(title)s” (no. %(number)s) stays as it is and is answered as every idea.", **news.names)],
        "mine", quote_from=_("The reason:"), quote=news.entry.reason or "",
    )  # fmt: skip


FORMAT_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("announce_format", MEMBER): _invited,
    ("invite", MEMBER): _invited,
    ("open_format", MEMBER): _opened,
    ("close_format", MEMBER): _closed_early,
    ("close_format", CONTRIBUTOR): _closed_early,
    ("reopen_format", MEMBER): _reopened,
    ("reopen_format", CONTRIBUTOR): _reopened,
    ("conclude_format", MEMBER): _concluded,
    ("conclude_format", CONTRIBUTOR): _concluded,
    ("cancel_format", MEMBER): _cancelled,
    ("cancel_format", CONTRIBUTOR): _cancelled,
    ("change_audience", CONTRIBUTOR): _closed_to_the_public,
    ("comment", CONTRIBUTOR): _answered,
    ("release_contribution", CONTRIBUTOR): _released,
    ("take_up", CONTRIBUTOR): _taken_up,
    ("add_to_idea", CONTRIBUTOR): _added,
    ("redact_contribution", CONTRIBUTOR): _redacted,
    ("put_into_call", telling.AUTHOR): _put_into_call,
    ("take_out_of_call", telling.AUTHOR): _taken_out_of_call,
}
