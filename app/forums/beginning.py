"""What people do in a forum: begin a thread, put it in other words. Answers are said in its discussion."""

from app.accounts.models import Organisation, Person
from app.core.errors import NotAllowedNow
from app.formats.contributing import contribute, edit_contribution, voice_of, voice_of_office
from app.formats.models import FormatSection
from app.formats.screening import ensure_fair_words, is_held_back
from app.forums.models import Thread

LONGEST_TITLE, LONGEST = 150, 5_000


def begin_thread(
    section: FormatSection, *, by: Person, title: str, text: str, lang: str = "de", wish: str = "event",
    as_organisation: Organisation | None = None, as_office: bool = False, name: str | None = None,
    once: str | None = None,
) -> Thread:  # fmt: skip
    """Everybody in the forum reads it, or it waits for release where first words do. Office and desk: in its name.

    A person who has no name yet may give one, which is kept; without it the thread is a resident's.
    """
    if section.format.format_kind != "forum":
        raise NotAllowedNow("begin_thread", section.format.format_kind)
    ensure_fair_words(text, by=by)
    if name and not by.display_name:
        by.display_name = name
    if as_office:
        voice = voice_of_office(section.format, by)
    else:
        voice = voice_of(by, wish=wish, as_organisation=as_organisation)
    return contribute(
        Thread, section, voice, by=by, text=text, title=title, lang=lang, once=once, longest=LONGEST,
        is_held=is_held_back(section.format, voice, by),
    )  # fmt: skip


def edit_thread(thread: Thread, *, by: Person, title: str, text: str, version: int) -> None:
    """Put it in other words; what people have read before stays in its history."""
    if text != thread.text and version == thread.version:
        ensure_fair_words(text, by=by, apart_from=thread.id)
    edit_contribution(thread, by=by, text=text, title=title, version=version, longest=LONGEST)
