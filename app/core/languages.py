"""Which language a page speaks: the one chosen (cookie), else the default (German). Content has its own `lang`."""

from datetime import date, datetime

from flask import Flask, current_app, g, request
from flask_babel import Babel, format_date, get_locale

from app.core.clock import live_in, local

LOCALES = ("de", "en")
COOKIE = "sprache"


def chosen_locale() -> str:
    """The visitor's choice where it is one of ours. The browser's wish is not asked: pages are cached and shared."""
    chosen: str | None = g.get("locale") or request.cookies.get(COOKIE)
    return chosen if chosen in LOCALES else str(current_app.config["DEFAULT_LOCALE"])


def start_languages(app: Flask) -> None:
    """Gettext, dates and the template filters `day`, `short_day` and `moment`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = app.config["TRANSLATIONS"]
    live_in(app.config["TIMEZONE"])
    Babel(
        app, locale_selector=chosen_locale, default_locale=app.config["DEFAULT_LOCALE"],
        default_timezone=app.config["TIMEZONE"],
    )  # fmt: skip
    app.jinja_env.globals.update(get_locale=get_locale, locales=LOCALES)
    app.jinja_env.filters.update(day=day, short_day=short_day, weekday=weekday)


def _as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """14. Dezember 2026, 14 December 2026"""
    return str(format_date(_as_date(value), "long" if str(get_locale()) == "de" else "d MMMM y", rebase=False))


def short_day(value: date | datetime) -> str:
    """Mo, 14.12."""
    return str(format_date(_as_date(value), "EEE, d.M." if str(get_locale()) == "de" else "EEE, d MMM", rebase=False))


def weekday(value: date | datetime) -> str:
    """Montag, 14. Dezember 2026; Monday, 14 December 2026"""
    form = "full" if str(get_locale()) == "de" else "EEEE, d MMMM y"
    return str(format_date(_as_date(value), form, rebase=False))
