"""What the list of cooperations may be asked for: state, place, region, office and words."""

from collections.abc import Mapping

from app.concepts.filtering import FINDERS, Asked, Vocabulary, read_filters
from app.cooperations.listing import SHOWN_STATES
from app.cooperations.wording import state_labels


def read_cooperation_filters(args: Mapping[str, str]) -> Asked:
    """Look up every filter of the address."""
    states = {state: label for state, label in state_labels().items() if state in SHOWN_STATES}
    finders = {name: FINDERS[name] for name in ("gemeinde", "region", "status", "stelle", "q")}
    return read_filters(args, Vocabulary(states, {}, ()), finders)
