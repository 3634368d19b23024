"""What the editor of a draft refuses, one sentence each; nothing has been changed when it is raised."""

from typing import Any

from app.core.errors import DomainError


class DraftIsOpen(DomainError):
    """There is a draft already; two at once would contradict each other."""


class DraftIsFrozen(DomainError):
    """While it is in consultation, a draft stays as people read it."""


class NoSuchGoal(DomainError):
    """The draft holds no such goal at that place (any more)."""


class IsBelowItself(DomainError):
    """A goal would stand, at some remove, below itself, or below one of a finer kind."""


class StandsThere(DomainError):
    """The goal is listed there already."""


class IsLastPlace(DomainError):
    """A goal that stands nowhere could not be found again."""


class StillHasGoals(DomainError):
    """Goals that stand only here would be left without a place."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} goals stand below it")
        self.count = count


class IsNotNew(DomainError):
    """What an adopted edition holds is never removed; it can only be retired."""


class IsNew(DomainError):
    """What no edition has held yet is simply removed."""


class TooManyGoals(DomainError):
    """A concept holds 10,000 goals at most."""


class TooDeep(DomainError):
    """Goals stand 50 levels deep at most."""


class NothingToAdd(DomainError):
    """No line held a title, or all of them stand there already."""


class DraftIsInvalid(DomainError):
    """The changed draft would be no concept file; `faults` says why."""

    def __init__(self, faults: str) -> None:
        super().__init__(faults)
        self.faults = faults


class CameTooLate(DomainError):
    """What somebody was about to change is not there to be changed: no open draft, or no such goal in it (`key`)."""

    def __init__(self, concept: Any, key: str | None = None) -> None:
        super().__init__("the draft has gone on meanwhile")
        self.concept, self.key = concept, key


class BaseIsCorrected(DomainError):
    """What holds was corrected since the draft was begun; adopting would undo that, unless it is meant."""


class HasChanged(DomainError):
    """Somebody else changed exactly this since it was shown; `now` is the fingerprint of what stands there."""

    def __init__(self, now: str, what: Any = None) -> None:
        super().__init__("it was changed meanwhile")
        self.now, self.what = now, what
