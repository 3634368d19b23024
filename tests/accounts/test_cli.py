"""People and roles from the terminal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.cli import users
from app.accounts.models import Person
from app.accounts.queries import find_person
from app.core.database import db


@pytest.fixture
def run(app: Flask, cast: Any) -> Callable[..., Any]:
    def run_command(*words: str) -> Any:
        result = app.test_cli_runner().invoke(users, words)
        db.session.expire_all()
        return result

    return run_command


def found(email: str) -> Person:
    person = find_person(email)
    assert person is not None
    return person


def test_first_administrator_is_created_for_all_authorities(run, cast):
    result = run("create", "Chefin@Example.org", "--name", "Chefin Beispiel", "--role", "admin")
    assert result.exit_code == 0
    assert "http://localhost/konto/anmelden" in result.output
    chefin = found("chefin@example.org")
    assert chefin.display_name == "Chefin Beispiel"
    assert chefin.has_role("admin", cast.here.id)
    assert chefin.has_role("admin", cast.elsewhere.id)


def test_administrator_of_one_authority_is_none_elsewhere(run, cast):
    run("create", "chef@example.org", "--role", "admin", "--authority", "hier")
    assert found("chef@example.org").has_role("admin", cast.here.id)
    assert not found("chef@example.org").has_role("admin", cast.elsewhere.id)


def test_role_is_granted_until_a_day_and_granting_again_moves_the_day(run, cast):
    for day in ("2030-01-31", "2031-01-31"):
        assert run("grant", "anna@example.org", "moderator", "--authority", "hier", "--until", day).exit_code == 0
    (held,) = found("anna@example.org").memberships
    assert (held.role, held.authority_id, held.until) == ("moderator", cast.here.id, date(2031, 1, 31))


def test_representative_of_an_organisation(run, cast):
    assert run("grant", "anna@example.org", "representative", "--organisation", "Stadt Naunhof").exit_code == 0
    (held,) = found("anna@example.org").memberships
    assert held.organisation is not None
    assert held.organisation.name == "Stadt Naunhof"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "anna@example.org"), "gibt es schon"),
        (("create", "anna"), "keine vollständige"),
        (("create", "x@example.org", "--role", "moderator"), "--authority"),
        (("create", "x@example.org", "--role", "admin", "--authority", "nirgends"), "hier"),
        (("create", "x@example.org", "--role", "kaiser"), "kaiser"),
        (("grant", "x@example.org", "moderator", "--authority", "hier"), "gibt es nicht"),
        (("grant", "anna@example.org", "representative", "--authority", "hier"), "--organisation"),
        (("grant", "anna@example.org", "representative", "--organisation", "Nirgends"), "gibt es nicht"),
        (("grant", "anna@example.org", "moderator", "--authority", "hier", "--until", "morgen"), "morgen"),
    ],
)
def test_what_does_not_fit_is_said_and_changes_nothing(run, cast, words, said):
    result = run(*words)
    assert result.exit_code != 0
    assert said in result.output
    assert find_person("x@example.org") is None
    assert found("anna@example.org").memberships == []
