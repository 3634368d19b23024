"""What the mails about an interim notice say."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from app.core.languages import weekday
from app.notifications.letters import Letter
from app.notifications.news import News


def _interim_notice(news: News) -> Letter:
    said = [_("our answer to your idea “%(title)s” (no. %(number)s) takes longer than we have promised.", **news.names)]
    before, until = news.entry.details.get("instead_of"), news.entry.details.get("until")
    steps = [_("You get the answer by %(day)s.", day=weekday(date.fromisoformat(str(until))))]
    if before:
        steps.append(_("Before that, %(day)s was the day.", day=weekday(date.fromisoformat(str(before)))))
    return Letter(
        _("Our answer takes longer: no. %(number)s “%(title)s”", **news.names), said, "public", _("The reason:"),
        news.entry.reason or "", steps,
    )  # fmt: skip


CASEWORK_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("send_interim_notice", "author"): _interim_notice,
}
