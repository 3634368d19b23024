"""Four towns with their mayors, for every test of cooperations that asks for them."""

import pytest

from tests.cast import Cast
from tests.cooperation_worlds import Towns, four_towns


@pytest.fixture
def towns(cast: Cast) -> Towns:
    """Naunhof asks; Brandis, Borsdorf and Parthenstein are asked."""
    return four_towns(cast)
