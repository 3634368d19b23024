"""The list that comes along, at the two districts of the cast and the union between them."""

import pytest

from app.core.database import transaction
from app.responsibilities.loading import load_matters, read_matters
from tests.cast import Cast


@pytest.fixture
def table(cast: Cast) -> Cast:
    """The cast, with the packaged list proposed to both districts."""
    with transaction():
        load_matters(read_matters(), [cast.here, cast.elsewhere])
    return cast
