"""What a list of ideas may be asked for."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.concepts.filtering import FINDERS, Asked, Finder, Vocabulary, read_filters
from app.ideas.wording import origin_labels, status_labels
from app.ideas.workflow import OUTCOMES

SORTS = ("neu", "unterstuetzt", "diskutiert")


def read_idea_filters(args: Mapping[str, str], further: Mapping[str, Finder] | None = None) -> Asked:
    """Look up every filter of the address, with those that what stands above ideas brings along."""
    states = {**status_labels(), "closed": _("Answered")}
    return read_filters(args, Vocabulary(states, origin_labels(), SORTS, OUTCOMES), {**FINDERS, **(further or {})})
