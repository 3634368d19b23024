"""What people type or paste is a point, or a clear fault."""

import pytest

from app.municipalities.coordinates import (
    CoordinatesAreUnreadable,
    LinkHasNoPoint,
    NumberIsMissing,
    read_coordinates,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "typed",
    [
        "51.2871, 12.6203", "51,2871 12,6203", "51,2871, 12,6203", "51,2871,12,6203", "51.2871,12.6203",
        "51.2871;12.6203", "51.2871/12.6203", "  51.2871\u00a0 12.6203  ", "12.6203 51.2871", "N 51.2871 E 12.6203",
        "51.2871° N, 12.6203° O", "12,6203 O 51,2871 N", "Lat: 51.2871, Lon: 12.6203", "51.2871 Nord 12.6203 Ost",
        "51.2871 nördliche Breite, 12.6203 östliche Länge", "51° 17.226' N 12° 37.218' E",
        "51°17'13.56\"N 12°37'13.08\"E", "51° 17′ 13,56″ N, 12° 37′ 13,08″ O", "51 17 13.56 12 37 13.08",
        "geo:51.2871,12.6203", "geo:51.2871,12.6203;u=35", "GEO:51.2871,12.6203?z=17", "\u202a51.2871, 12.6203",
        "https://www.openstreetmap.org/#map=16/51.2871/12.6203",
        "https://www.openstreetmap.org/?mlat=51.2871&mlon=12.6203#map=16/51.1/12.1",
        "https://www.google.com/maps/@51.2871,12.6203,15z", "https://maps.google.com/?q=51.2871%2C12.6203",
        "https://www.google.com/maps/place/X/@51.1,12.1,15z/data=!3m1!4b1!4m5!3m4!8m2!3d51.2871!4d12.6203",
        "https://maps.apple.com/?ll=51.2871,12.6203", "https://www.bing.com/maps?cp=51.2871~12.6203",
        "https://example.org/karte?lat=51.2871&lon=12.6203",
    ],
)  # fmt: skip
def test_every_usual_spelling_is_understood(typed: str) -> None:
    latitude, longitude = read_coordinates(typed)
    assert (round(latitude, 4), round(longitude, 4)) == (51.2871, 12.6203)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", CoordinatesAreUnreadable), ("Naunhof", CoordinatesAreUnreadable), ("51.2871", NumberIsMissing),
        ("51.2 12.6 3", CoordinatesAreUnreadable), ("51 75 12 37", CoordinatesAreUnreadable),
        ("51.2 N 12.6 N", CoordinatesAreUnreadable), ("999 999", CoordinatesAreUnreadable),
        ("33U 334567 5684321", CoordinatesAreUnreadable), ("9" * 900 + " 12", CoordinatesAreUnreadable),
        ("1 " * 500, CoordinatesAreUnreadable), ("51.2,", NumberIsMissing),
        ("https://maps.app.goo.gl/abc", LinkHasNoPoint), ("https://example.org/", LinkHasNoPoint),
        ("geo:", LinkHasNoPoint), ("javascript:alert(1)", CoordinatesAreUnreadable),
    ],
)  # fmt: skip
def test_what_is_no_point_is_said_to_be_none(typed: str, fault: type[Exception]) -> None:
    with pytest.raises(fault) as raised:
        read_coordinates(typed)
    assert type(raised.value) is fault


def test_letters_decide_before_size() -> None:
    assert read_coordinates("S 33,9 O 18,4") == (-33.9, 18.4)
    assert read_coordinates("40.7 N 74.0 W") == (40.7, -74.0)
