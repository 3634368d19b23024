"""Every word of a rule has its label; a yes says how the council stands; money is written and read to the cent."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from app.cooperations import wording
from app.cooperations.cents_forms import MOST_CENTS, AmountIsUnclear, CentsField, cents_of
from app.cooperations.declaring import Council
from app.cooperations.models import Declaration
from app.cooperations.terms import PUBLIC_FROM, PUBLIC_PARTS
from app.cooperations.workflow import COUNCILS, KEYS, KINDS, LEGAL_FORMS, RULES, STATES, VERDICTS
from app.core.forms import Form

LABELS = (
    (STATES, wording.state_label), (KINDS, wording.kind_label), (KINDS, wording.kind_help), (RULES, wording.rule_help),
    (RULES, wording.rule_label), (LEGAL_FORMS, wording.legal_form_label), (LEGAL_FORMS, wording.legal_form_help),
    (KEYS, wording.key_label), (KEYS, wording.key_help), (PUBLIC_FROM, wording.public_from_label),
    (PUBLIC_FROM, wording.public_from_help), (PUBLIC_PARTS, wording.public_part_label),
    (VERDICTS, wording.verdict_label), (VERDICTS, wording.verdict_choice), (VERDICTS, wording.verdict_help),
    (COUNCILS, wording.council_word), (COUNCILS, wording.council_choice),
)  # fmt: skip


@pytest.fixture
def german(app: Flask) -> Flask:
    """Labels are asked for within a request."""
    return app


def a_yes(council: Council) -> Declaration:
    return Declaration(
        verdict="accepted", council=council.status, decided_on=council.decided_on, decision_number=council.number
    )


@pytest.mark.parametrize(("words", "label"), LABELS, ids=lambda one: getattr(one, "__name__", None))
def test_every_word_has_a_label_of_its_own(german: Flask, words, label) -> None:
    with german.test_request_context():
        labels = [label(word) for word in words]
    assert len(set(labels)) == len(words)
    assert not set(labels) & set(words)


def test_states_have_a_moon_and_rules_their_number(german: Flask) -> None:
    with german.test_request_context():
        assert [wording.status_of(state).label for state in STATES] == [wording.state_label(s) for s in STATES]
        assert wording.rule_label("from_n", 3) == "gilt ab 3 Partnern, weitere treten demselben Text bei"
        assert wording.rule_label("all", None) == "sobald alle Partner, die der Text nennt, ihm zugestimmt haben"


def test_a_yes_says_how_the_council_stands(german: Flask) -> None:
    day = date(2026, 3, 12)
    no = Declaration(verdict="declined", council=None, decided_on=None, decision_number=None)
    with german.test_request_context():
        assert wording.council_label(a_yes(Council("pending"))) == "vorbehaltlich Ratsbeschluss"
        assert wording.council_label(a_yes(Council("decided", day))) == "beschlossen am 12. März 2026"
        assert wording.council_label(a_yes(Council("decided", day, "12/2026"))) == (
            "beschlossen am 12. März 2026, Nr. 12/2026"
        )
        assert wording.council_label(no) == ""


# ---- money ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12.345,67", 1234567), ("12345,67", 1234567), ("12345", 1234500), ("12.345", 1234500), ("0,05", 5),
        ("12 345,67 Euro", 1234567), ("€ 1.000", 100000), ("1.000,- EUR", 100000), ("12 345,67", 1234567), ("0", 0),
        ("1.234.567,00 €", 123456700),
    ],
)  # fmt: skip
def test_money_is_read_as_it_is_typed(typed: str, cents: int) -> None:
    assert cents_of(typed, thousands=".", decimal=",") == cents


@pytest.mark.parametrize(
    "typed",
    [
        "12,345.67",
        "12.34",
        "1.23,45",
        "12,5",
        "12,345",
        "-5",
        "1e5",
        "viel",
        "12,,00",
        "1234.567",
        "٣",
        "99999999999999",
    ],
)
def test_money_that_can_be_read_in_two_ways_is_not_guessed(typed: str) -> None:
    with pytest.raises(AmountIsUnclear):
        cents_of(typed, thousands=".", decimal=",")


@given(some.integers(0, MOST_CENTS))
def test_money_is_read_again_as_it_was_written(cents: int) -> None:
    written = f"{cents // 100:,}.{cents % 100:02}"
    assert cents_of(written, thousands=",", decimal=".") == cents
    in_german = written.translate({ord(","): ".", ord("."): ","})
    assert cents_of(in_german, thousands=".", decimal=",") == cents


class Purse(Form):
    amount = CentsField("Betrag")


@pytest.mark.parametrize(("locale", "shown"), [("de", "12.345,67"), ("en", "12,345.67")])
def test_a_field_shows_money_as_it_reads_it(german: Flask, locale: str, shown: str) -> None:
    with german.test_request_context(headers={"Cookie": f"sprache={locale}"}):
        assert f'value="{shown}"' in Purse(None, data={"amount": 1234567}).amount()
    with german.test_request_context(method="POST", data={"amount": shown}, headers={"Cookie": f"sprache={locale}"}):
        assert Purse.of_request().amount.data == 1234567
        assert wording.money(None) == ""


def test_what_cannot_be_read_stays_as_it_was_typed_with_a_sentence_at_its_field(german: Flask) -> None:
    with german.test_request_context(method="POST", data={"amount": "12,345.67"}):
        form = Purse.of_request()
        assert not form.validate()
        assert form.faults == {"amount": ["Bitte schreiben Sie den Betrag so: 12.345,67."]}
        assert 'value="12,345.67"' in form.amount()
