"""A click is the inverse of a drawing; distances and steps are what they say."""

import random
from types import SimpleNamespace

import pytest

from app.municipalities.geojson import BoxIsBroken, read_box
from app.municipalities.map_forms import SIZES
from app.municipalities.mapping import Frame, distance_km, is_plausibly_in, moved, reach_km
from app.municipalities.surroundings import ZOOMS

pytestmark = pytest.mark.once


def test_a_click_means_what_is_drawn_there() -> None:
    dice = random.Random(7)
    for _try in range(300):
        latitude, longitude = dice.uniform(47.3, 55.0), dice.uniform(5.9, 15.0)
        wide, (width, height) = dice.choice(ZOOMS), dice.choice(list(SIZES.values()))
        frame = Frame.around(latitude, longitude, wide, width, height)
        x, y = dice.randrange(width), dice.randrange(height)
        drawn = frame.xy(*frame.place_at(x, y))
        assert drawn == pytest.approx((x, y), abs=0.06)
        assert frame.xy(latitude, longitude) == pytest.approx((width / 2, height / 2), abs=0.06)


def test_north_is_up_and_the_map_is_as_wide_as_it_says() -> None:
    frame = Frame.around(51.28, 12.62, 8, 640, 440)
    top, bottom = frame.place_at(320, 0), frame.place_at(320, 440)
    assert top[0] > 51.28 > bottom[0]
    west, east = frame.place_at(0, 220), frame.place_at(640, 220)
    assert distance_km(*west, SimpleNamespace(latitude=east[0], longitude=east[1])) == pytest.approx(8, rel=0.002)
    assert frame.scale == (2.0, 160.0)


@pytest.mark.parametrize(("way", "metres"), [("north", 250), ("north", -1000), ("east", 250), ("east", -1000)])
def test_a_step_is_as_long_as_its_button_says(way: str, metres: int) -> None:
    latitude, longitude = moved(51.28, 12.62, **{way: metres})
    start = SimpleNamespace(latitude=51.28, longitude=12.62)
    assert distance_km(latitude, longitude, start) == pytest.approx(abs(metres) / 1000, rel=0.001)
    further = latitude - 51.28 if way == "north" else longitude - 12.62
    assert (further > 0) == (metres > 0)


def test_a_town_reaches_as_far_as_its_area_may() -> None:
    town = SimpleNamespace(latitude=51.28, longitude=12.62, area_km2=40.0)
    assert reach_km(town) == pytest.approx(8.14, abs=0.01)
    assert is_plausibly_in(*moved(51.28, 12.62, north=8000), [town])
    assert not is_plausibly_in(*moved(51.28, 12.62, north=8300), [town])
    assert not is_plausibly_in(51.28, 12.62, [])


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "13,51,12,52", "12,52,13,51", "12,-91,13,52", "nan,1,2,3", "12,51,inf,52"],
)
def test_a_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BoxIsBroken):
        read_box(text)


def test_a_box_holds_its_edges() -> None:
    box = read_box(" 12.6, 51.2 ,12.7,51.3")
    assert box.holds(51.2, 12.6)
    assert not box.holds(51.31, 12.65)
