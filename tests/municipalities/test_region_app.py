"""What a browser fetches besides the pages: colours, manifest, sign, worker; none of it personal."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from app.core.database import transaction
from app.municipalities.region_icons import icon_of
from tests.cast import Cast
from tests.queries import count_queries

HOME = "/regionen/partheland"
FILES = ("farbe.css", "manifest.webmanifest", "zeichen/frei-192.png", "dienst.js")


@pytest.mark.parametrize("file", FILES)
def test_who_has_the_newest_gets_no_second_copy(cast: Cast, client: Any, file: str) -> None:
    first = client.get(f"{HOME}/{file}")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(f"{HOME}/{file}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    with transaction():
        cast.partheland.accent, cast.partheland.short_name, cast.partheland.authority.title = "#983142", "Aue", "Neu"
    changed = client.get(f"{HOME}/{file}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.data != first.data


@pytest.mark.parametrize("file", FILES)
def test_a_file_costs_one_question(cast: Cast, client: Any, file: str) -> None:
    client.get(f"{HOME}/{file}")
    with count_queries(1):
        client.get(f"{HOME}/{file}")


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_the_same_for_everybody(cast: Cast, client: Any, as_person: Callable[..., Any], file: str) -> None:
    english = as_person(cast.bernd)
    english.set_cookie("sprache", "en")
    assert english.get(f"{HOME}/{file}").data == client.get(f"{HOME}/{file}").data


def test_an_address_with_the_digest_may_be_kept_for_a_year(cast: Cast, client: Any) -> None:
    page = client.get(HOME).get_data(as_text=True)
    address = re.search(r'href="(/regionen/partheland/farbe\.css\?v=[0-9a-f]+)"', page)
    assert address is not None
    assert "immutable" in client.get(address[1]).headers["Cache-Control"]
    assert client.get(f"{HOME}/farbe.css?v=0").headers["Cache-Control"] == "no-cache"


def test_colours_are_those_of_the_region_or_of_the_platform(cast: Cast, client: Any) -> None:
    assert "#0b586c" in client.get(f"{HOME}/farbe.css").get_data(as_text=True)
    with transaction():
        cast.partheland.accent = "#3a6b1e"
    answer = client.get(f"{HOME}/farbe.css")
    assert answer.mimetype == "text/css"
    assert "--ik-action: #3a6b1e;" in answer.get_data(as_text=True)
    with transaction():
        cast.partheland.accent = "#ffff99"
    assert "#0b586c" in client.get(f"{HOME}/farbe.css").get_data(as_text=True)


def test_the_manifest_says_what_is_put_on_the_phone(cast: Cast, client: Any) -> None:
    with transaction():
        cast.partheland.authority.title, cast.partheland.accent = "Partheland gestalten", "#3a6b1e"
        cast.partheland.intro = "Sieben Gemeinden planen gemeinsam."
    answer = client.get(f"{HOME}/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    said = json.loads(answer.data)
    assert {name: said[name] for name in ("id", "name", "short_name", "start_url", "scope", "lang", "display")} == {
        "id": HOME, "name": "Partheland gestalten", "short_name": "Partheland", "start_url": HOME, "scope": "/",
        "lang": "de", "display": "standalone",
    }  # fmt: skip
    assert said["theme_color"] == "#3a6b1e"
    assert said["description"] == "Sieben Gemeinden planen gemeinsam."
    assert {(icon["sizes"], icon["purpose"]) for icon in said["icons"]} == {
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    }  # fmt: skip
    for icon in said["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert picture.format == "PNG"


def test_a_long_name_is_cut_for_the_phone_and_a_short_one_taken(cast: Cast, client: Any) -> None:
    with transaction():
        cast.partheland.name = "Mittleres Muldental"
    assert client.get(f"{HOME}/manifest.webmanifest").get_json(force=True)["short_name"] == "Mittleres Mu"
    with transaction():
        cast.partheland.short_name = "Muldental"
    assert client.get(f"{HOME}/manifest.webmanifest").get_json(force=True)["short_name"] == "Muldental"


def test_the_sign_is_drawn_the_same_every_time_and_keeps_to_the_middle() -> None:
    drawn = icon_of("P", "#3a6b1e", "#ffffff", 192, "maske")
    icon_of.cache_clear()
    assert icon_of("P", "#3a6b1e", "#ffffff", 192, "maske") == drawn
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    ground, middle, safe = (0x3A, 0x6B, 0x1E), 191 / 2, 0.4 * 192
    outside = [
        (x, y)
        for x in range(192)
        for y in range(192)
        if (x - middle) ** 2 + (y - middle) ** 2 > safe**2 and picture.getpixel((x, y)) != ground
    ]
    assert outside == []
    assert picture.getpixel((96, 137)) != ground
    free = Image.open(io.BytesIO(icon_of("P", "#3a6b1e", "#ffffff", 192, "frei")))
    assert free.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_sign_nobody_draws_is_not_found(cast: Cast, client: Any) -> None:
    for sign in ("frei-193", "frei", "x", "maske-99999"):
        assert client.get(f"{HOME}/zeichen/{sign}.png").status_code == 404


def worker(client: Any, slug: str = "partheland") -> Any:
    answer = client.get(f"/regionen/{slug}/dienst.js")
    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    return json.loads(answer.get_data(as_text=True).split(";\n", 1)[0].removeprefix("const REGION = "))


def test_the_worker_knows_the_offline_page_and_nothing_else(cast: Cast, client: Any) -> None:
    knows = worker(client)
    assert knows.keys() == {"offline", "files", "version"}
    assert knows["offline"] == f"{HOME}/offline"
    assert {file.split("?")[0] for file in knows["files"]} == {
        "/static/css/look.css", f"{HOME}/farbe.css", f"{HOME}/zeichen/frei-192.png",
    }  # fmt: skip
    assert all("?v=" in file for file in knows["files"])


def test_a_new_colour_title_or_telephone_makes_a_new_version(cast: Cast, client: Any) -> None:
    seen = [worker(client)["version"]]
    assert worker(client)["version"] == seen[0]
    for name, value in (("title", "Anders"), ("phone", "0123"), ("office", "Andere Stelle")):
        with transaction():
            setattr(cast.partheland.authority, name, value)
        seen.append(worker(client)["version"])
    with transaction():
        cast.partheland.accent = "#3a6b1e"
    seen.append(worker(client)["version"])
    assert len(set(seen)) == 5


def test_for_a_region_that_is_no_more_the_worker_goes_away(cast: Cast, client: Any) -> None:
    assert worker(client, "weg") is None


def test_the_worker_is_asked_to_answer_for_the_whole_site(cast: Cast, client: Any) -> None:
    assert 'data-worker="/regionen/partheland/dienst.js" data-scope="/"' in client.get(HOME).get_data(as_text=True)


def test_browsers_may_run_workers_of_our_own_alone(cast: Cast, client: Any) -> None:
    assert "worker-src 'self'" in client.get(HOME).headers["Content-Security-Policy"]


def test_the_page_without_network_holds_nothing_of_a_person(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    text = client.get(f"{HOME}/offline").get_data(as_text=True)
    for expected in ("Sie sind gerade ohne Netz", "nichts verloren gegangen und nichts gesendet worden",
                     "You are offline", "03433 000 000", 'href="tel:03433000000"'):  # fmt: skip
        assert expected in text
    hers = as_person(cast.anna).get(f"{HOME}/offline").get_data(as_text=True)
    assert hers == text
    assert "Beispiel</li>" not in hers
