"""What the mails about a KEK-Bezugsblatt say."""

from collections.abc import Callable

from flask_babel import gettext as _

from app.notifications import telling
from app.notifications.letters import Letter
from app.notifications.news import News


def _confirmed(news: News) -> Letter:
    return Letter(
        _("Your reference sheet is confirmed: no. %(number)s “%(title)s”", **news.names),
        [
            _("we have confirmed your reference sheet “%(title)s” (no. %(number)s).", **news.names),
            _("The PDF says so now. Please print it anew for your application."),
        ],
        quote_from=_("Our remark:"), quote=news.entry.reason or "", link_label=_("To your sheet"), at=news.thing.page,
    )  # fmt: skip


def _declined(news: News) -> Letter:
    return Letter(
        _("Your reference sheet is not confirmed: no. %(number)s “%(title)s”", **news.names),
        [_("we have read your reference sheet “%(title)s” (no. %(number)s) and do not confirm it.", **news.names)],
        quote_from=_("Our reason:"), quote=news.entry.reason or "",
        next_steps=[_("It stays your self-declaration. You can change it and ask again.")],
        link_label=_("To your sheet"), at=news.thing.page,
    )  # fmt: skip


def _no_longer_confirmed(news: News) -> Letter:
    return Letter(
        _("Your reference sheet is no longer confirmed: no. %(number)s “%(title)s”", **news.names),
        [
            _("we have taken back our confirmation of reference sheet “%(title)s” (no. %(number)s).", **news.names),
            _("Whoever checks a print of it reads that it is no longer confirmed."),
        ],
        quote_from=_("Our reason:"), quote=news.entry.reason or "",
        next_steps=[_("You can change the sheet and ask again.")],
        link_label=_("To your sheet"), at=news.thing.page,
    )  # fmt: skip


SHEET_LETTERS: dict[tuple[str, str], Callable[[News], Letter]] = {
    ("confirm_sheet", telling.DECLARANT): _confirmed,
    ("decline_sheet", telling.DECLARANT): _declined,
    ("withdraw_confirmation", telling.DECLARANT): _no_longer_confirmed,
}
