"""What a partner is told before it answers: who sees it, and what its yes brings about."""

import pytest
from flask import Flask

from app.cooperations.answer_wording import last_word, who_sees
from tests.cast import Cast
from tests.cooperation_worlds import Towns, a_cooperation, place_of, say

PARTNERS = "Die Partner sehen Ihren Namen, Ihre Funktion und den Tag."
NOW = "Von einem Ja sehen alle die Funktion und den Tag, nicht Ihren Namen."
LATER = "Sobald die Fassung vereinbart ist, sehen alle von einem Ja die Funktion und den Tag, nicht Ihren Namen."


@pytest.mark.parametrize(
    ("public_from", "parts", "more"),
    [
        ("never", ("answers",), ""), ("proposed", ("text",), ""), ("agreed", ("answers",), LATER),
        ("proposed", ("answers",), NOW),
    ],
)  # fmt: skip
def test_who_sees_the_name_of_whoever_declares(
    app: Flask, cast: Cast, towns: Towns, public_from: str, parts: tuple[str, ...], more: str
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], public_from=public_from, public_parts=parts)
    assert cooperation.laid is not None
    with app.test_request_context():
        assert who_sees(cooperation.laid) == f"{PARTNERS} {more}".strip()


def test_the_last_yes_that_is_needed_is_told_what_it_does(app: Flask, cast: Cast, towns: Towns) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    text, brandis, borsdorf = cooperation.laid, *(place_of(cooperation, town) for town in towns.all[1:3])
    assert text is not None
    with app.test_request_context():
        assert (last_word(brandis, text), last_word(borsdorf, text)) == ("", ""), "two are missing"
    say(cooperation, towns.brandis)
    with app.test_request_context():
        assert last_word(brandis, text) == "", "has said it"
        assert last_word(borsdorf, text).startswith("Mit Ihrem Ja ist Fassung 1 vereinbart.")
