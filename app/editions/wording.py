"""How pages speak of editions: their states, what differs between two, and what is wrong with a file."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


class Standing(NamedTuple):
    """Moon and words for the state of an edition."""

    mood: str
    fill: str
    label: str


def standing_of(status: str) -> Standing:
    """Where an edition stands."""
    return {
        "uploaded": Standing("wait", "empty", _("read in, not taken over")),
        "draft": Standing("open", "quarter", _("draft")),
        "in_consultation": Standing("open", "half", _("in consultation")),
        "adopted": Standing("good", "full", _("holds now")),
        "superseded": Standing("end", "full", _("held before")),
        "discarded": Standing("stop", "empty", _("laid aside")),
    }[status]


def field_labels() -> dict[str, str]:
    """What the fields of a goal, and of the place it stands in, are called."""
    return {
        "kind": _("Level"), "number": _("Number"), "title": _("Wording"), "short_title": _("Short title"),
        "text": _("Text below it"), "variants": _("Printed differently elsewhere"), "source_page": _("Page"),
        "edition": _("Edition"), "notes": _("Notes"), "legal_requirements": _("Legal requirements"),
        "see_also": _("See also"), "successors": _("Lives on as"), "tone": _("Colour"), "scene": _("Drawing"),
        "wording": _("Wording at this place"), "page": _("Page at this place"),
    }  # fmt: skip


def part_labels() -> dict[str, str]:
    """What the parts of a concept beside its goals are called."""
    return {
        "title": _("Title"), "short_title": _("Short title"), "region": _("Region"), "horizon": _("Horizon"),
        "adopted_by": _("Adopted by"), "status_as_of": _("Status of the examples as of"),
        "incomplete": _("Notice that it is not complete"), "source": _("Source and rights"),
        "labels": _("What the levels are called"), "introduction": _("Introduction"), "preamble": _("Preamble"),
        "principles": _("Principles"), "leitbilder": _("Visions"), "topics": _("Everyday topics"),
        "guiding_questions": _("Guiding questions"), "cross_cutting": _("Cross-cutting topics"),
        "swot": _("Strengths and weaknesses (SWOT)"), "regional_focus": _("Parts of the district"),
        "milestones": _("Course of the process"), "participation_formats": _("Forms of participation"),
        "documents": _("Documents"), "editions": _("Editions"), "examples": _("Examples"),
    }  # fmt: skip


# What reading says in English, and the same for people at the desk. The groups of the pattern fill the sentence.
_FAULTS: tuple[tuple[str, Any], ...] = (
    (r"cannot be read: (?P<why>.+)", _l("the file cannot be read (%(why)s)")),
    (r"larger than (?P<count>\d+) MB", _l("the file is larger than %(count)s MB")),
    (r"not UTF-8", _l("this is no text in UTF-8; please save the file as UTF-8")),
    (r"a concept file is a mapping that .+", _l("this is no concept file; one begins with slug, title and so on")),
    (r"anchors and aliases .+", _l("anchors and aliases (& and *) are not allowed")),
    (r"nested more than (?P<count>\d+) levels deep", _l("nested more than %(count)s levels deep")),
    (r"the tag (?P<tag>.+) is not allowed", _l("the tag %(tag)s is not allowed")),
    (r"an invisible control character", _l("an invisible control character; please delete it")),
    (r"a key has to be a word", _l("a key has to be a word")),
    (
        r"the key (?P<key>.+) already stands in line (?P<line>\d+)",
        _l("%(key)s already stands in line %(line)s"),
    ),
    (
        r"key (?P<key>.+): use a-z.*",
        _l("the key %(key)s may hold only a to z, digits, dot and hyphen, at most 80 characters"),
    ),
    (r"date (?P<date>.+): write .*", _l("write the date %(date)s as YYYY, YYYY-MM or YYYY-MM-DD")),
    (r"there is no goal (?P<key>.+)", _l("there is no goal %(key)s in this file")),
    (r"there is no edition (?P<key>.+)", _l("there is no edition %(key)s in this file")),
    (r"(?P<key>.+) is listed (?P<count>\d+) times", _l("%(key)s is listed %(count)s times")),
    (r"key (?P<key>.+) stands (?P<count>\d+) times", _l("the key %(key)s stands %(count)s times")),
    (r"the goal stands, at some remove, below itself", _l("the goal stands, at some remove, below itself")),
    (r"more than (?P<count>\d+) levels", _l("more than %(count)s levels")),
    (
        r"more than (?P<count>\d+) times one goal .+",
        _l("too many goals stand above others (more than %(count)s pairs)"),
    ),
    (r"only a retired goal has successors", _l("only a retired goal has successors")),
    (r"the goal is, at some remove, its own .+", _l("the goal is, at some remove, its own successor")),
    (
        r"(?P<found>.+) is another concept; this one is (?P<own>.+)",
        _l("the file is of another concept (%(found)s); this one is %(own)s"),
    ),
    (
        r"(?P<found>.+); the concept belongs to (?P<own>.+), and stays there",
        _l("the concept belongs to %(own)s and stays there; the file says %(found)s"),
    ),
    (r"more than (?P<count>\d+) values", _l("there are more than %(count)s words and entries in it")),
    (r"a second document begins here", _l("a second document begins here (---)")),
    (r"Field required", _l("this is missing")),
    (r"Extra inputs are not permitted", _l("there is no such field")),
    (r"Input should be (?P<words>'.+)", _l("only these words fit here: %(words)s")),
    (r"Input should be a valid integer.*", _l("a whole number belongs here")),
    (r"Input should be a valid boolean.*", _l("true or false belongs here")),
    (r"Input should be a valid date.*", _l("a date such as 2030-12-31 belongs here")),
    (r"Input should be a valid string", _l("a text belongs here")),
    (r"Input should be a valid (list|tuple)", _l("a list belongs here")),
    (r"Input should be a valid dict.*", _l("fields with names belong here")),
    (r"Input should be (less|greater) than or equal to (?P<count>\d+)", _l("the number is out of range: %(count)s")),
    (r"String should have at most (?P<count>\d+) characters?", _l("at most %(count)s characters fit here")),
    (r"String should have at least \d+ characters?", _l("this is empty")),
    (r"List should have at least .+", _l("at least one entry is needed")),
    (r"List should have at most (?P<count>\d+) items? .+", _l("at most %(count)s entries fit here")),
)
_PLACE = re.compile(
    r"(?:line (?P<line>\d+)(?:, column \d+)?: )?(?:(?P<where>[a-z_][\w.,-]*(?: line)?(?: \([^()]*\))?): )?(?P<what>.*)",
    re.DOTALL,
)


def said_faults(faults: Iterable[str]) -> list[str]:
    """What is wrong with a file, each with its line and place, in the language of the page."""
    return [_said_fault(fault) for fault in faults]


def _said_fault(fault: str) -> str:
    if fault == "… and more":
        return _("… and more")
    found = _PLACE.fullmatch(fault)
    line, where, what = (found["line"], found["where"], found["what"]) if found else (None, None, fault)
    place = _("Line %(line)s", line=line) if line else ""
    if where:
        place = f"{place}, {where}" if place else where
    return f"{place}: {_said_what(what)}" if place else _said_what(what)


def _said_what(what: str) -> str:
    for pattern, sentence in _FAULTS:
        if found := re.fullmatch(pattern, what):
            named = found.groupdict()
            return str(sentence) % named if named else str(sentence)
    return _("this does not fit (%(why)s)", why=what)
