"""The text partners agree on: one page to begin with, more where it is wanted. What has been laid before partners is
never changed again; its fingerprint tells whether two people read the same."""

import hashlib
import json
import re
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.core.clock import today
from app.core.texts import fold

MOST_PARTIES = 60
PUBLIC_FROM = ("agreed", "proposed", "never")
"""When everybody may read of it: once it is agreed, from the proposal on, or not at all."""
PUBLIC_PARTS = ("text", "costs", "answers", "papers")
"""What everybody may read of it then, beside title, what, why and who takes part."""
SECTIONS = ("purpose", "contributions", "duration", "exit")
"""Texts that are written only where they are wanted."""


class Party(BaseModel):
    """A body the text names, with the figures its share is reckoned by, as they stood when the text was laid before
    the partners."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation_id: int
    name: str
    ags: str | None = None
    population: int | None = None
    hectares: int | None = None
    figure: int | None = None
    """Its own figure, where costs are shared by such (pupils, stops, metres)."""


class Terms(BaseModel):
    """What is agreed. Money in cents, days inclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    what: str = ""
    why: str = ""
    kind: str = "joint_task"
    rule: str = "all"
    threshold: int | None = None
    """From how many partners on it holds, the proposer counted; only with the rule `from_n`."""
    legal_form: str = "letter_of_intent"
    parties: tuple[Party, ...] = ()
    """The proposer first, then the others by name."""
    lead_id: int | None = None
    """The organisation that leads (Federführung)."""
    purpose: str = ""
    contributions: str = ""
    duration: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    exit: str = ""
    total_cents: int | None = None
    funding_cents: int | None = None
    """The funding counted on when the shares were reckoned."""
    key: str = "equal"
    figure_name: str = ""
    """What the parties' own figures count."""
    public_from: str = "agreed"
    public_parts: tuple[str, ...] = ("text",)

    @property
    def party_ids(self) -> set[int]:
        return {party.organisation_id for party in self.parties}

    @property
    def lead(self) -> Party | None:
        return self.party(self.lead_id)

    def party(self, organisation_id: int | None) -> Party | None:
        """What the text says of that body; None where it does not name it."""
        return next((party for party in self.parties if party.organisation_id == organisation_id), None)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return self.model_dump(mode="json")


_SORT_OF_TOWN = re.compile(r"(?:(?:grosse )?(?:kreis)?stadt|(?:markt)?gemeinde|markt) ")


def alphabetical(name: str) -> str:
    """Where a body stands in a list by name: "Stadt Naunhof" under N, "Gemeinde Borsdorf" under B."""
    folded = fold(name)
    return _SORT_OF_TOWN.sub("", folded, count=1) if _SORT_OF_TOWN.match(folded) else folded


def faults_of(terms: Terms) -> dict[str, str]:
    """What keeps this text from being laid before partners: the field, and a word for what is wrong with it.

    Words: missing, too_few, too_many, threshold, backwards, past, too_much, all_only, nothing, no_party.
    """
    faults = {name: "missing" for name in ("title", "what", "why") if not getattr(terms, name).strip()}
    others = len(terms.parties)
    if others < 2:
        faults["parties"] = "too_few"
    elif others > MOST_PARTIES:
        faults["parties"] = "too_many"
    if terms.rule == "from_n" and not 2 <= (terms.threshold or 0) <= MOST_PARTIES:
        faults["threshold"] = "threshold"
    if terms.lead_id is not None and terms.lead is None:
        faults["lead_id"] = "no_party"
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        faults["ends_on"] = "backwards"
    elif terms.ends_on and terms.ends_on < today():
        faults["ends_on"] = "past"
    return faults | _faults_of_costs(terms)


def _faults_of_costs(terms: Terms) -> dict[str, str]:
    if terms.total_cents is None:
        return {"total_cents": "missing"} if terms.funding_cents is not None else {}
    faults: dict[str, str] = {}
    if (terms.funding_cents or 0) > terms.total_cents:
        faults["funding_cents"] = "too_much"
    if terms.key == "own":
        if terms.rule != "all":
            faults["key"] = "all_only"
        else:
            faults |= _faults_of_figures(terms)
    return faults


def _faults_of_figures(terms: Terms) -> dict[str, str]:
    """It is said what is counted, every party has its own figure, and they are not all nothing."""
    faults = {} if terms.figure_name.strip() else {"figure_name": "missing"}
    figures = [party.figure for party in terms.parties]
    if None in figures:
        faults["figures"] = "missing"
    elif not any(figures):
        faults["figures"] = "nothing"
    return faults


def unnamed_by(terms: Terms) -> int:
    """How many more partners it takes than the text names: whoever joins later may make them up."""
    return max((terms.threshold or 0) - len(terms.parties), 0) if terms.rule == "from_n" else 0


def fingerprint_of(number: int, version: int, terms: Terms) -> str:
    """SHA-256 over number, version and every word of the text, in hex: the same for the same text alone."""
    return digest_of(number, version, terms.to_json())


def digest_of(number: int, version: int, content: dict[str, Any]) -> str:
    """The same for a text as it is kept, whatever the code knows of its parts by now."""
    whole = {"cooperation": number, "version": version, "terms": content}
    plain = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
