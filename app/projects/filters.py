"""What the catalogue may be asked for."""

from collections.abc import Mapping

from app.concepts.filtering import Asked, Vocabulary, read_filters
from app.projects.queries import SORTS
from app.projects.wording import origin_labels, state_labels


def read_project_filters(args: Mapping[str, str]) -> Asked:
    """Look up every filter of the address."""
    return read_filters(args, Vocabulary(state_labels(), origin_labels(), SORTS))
