"""What a rule says when it says no. Each error is a sentence; the door puts it where it belongs."""


class DomainError(Exception):
    """A rule of the field was about to be broken; nothing has been changed."""


class NotAllowedNow(DomainError):
    """The thing's state does not allow this step (any more)."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} is not possible in state {state}")
        self.verb, self.state = verb, state


class VersionIsStale(DomainError):
    """The decision was made on a text that has since been replaced."""

    def __init__(self, shown: int, current: int) -> None:
        super().__init__(f"version {shown} was shown, version {current} is current")
        self.shown, self.current = shown, current


class ReasonIsMissing(DomainError):
    """A person is owed a reason and none was given."""
