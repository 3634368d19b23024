"""What the tests of the accounts share: reading codes and links from mails, asking for a code in a browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest

CODE_PAGE = re.compile(r"/konto/anmelden/code/[0-9a-f-]{36}$")


def code_in(mail: Any) -> str:
    """The six digits a person reads in the mail."""
    found = re.search(r"^\s+(\d{6})\s*$", mail.get_body("plain").get_content(), re.M)
    assert found is not None
    return found[1]


def link_in(mail: Any) -> str:
    """The path of the link a person follows from the mail."""
    found = re.search(r"http://localhost(/konto/anmelden/link/\S+)", mail.get_body("plain").get_content())
    assert found is not None
    return found[1]


def other_than(code: str) -> str:
    """A code that was not sent."""
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.fixture
def ask(mails: Callable[[], list[Any]]) -> Callable[..., tuple[str, str]]:
    """Ask for a code in that browser; returns the address of the code page and the code."""

    def ask_for_code(browser: Any, email: str, **more: str) -> tuple[str, str]:
        answer = browser.post("/konto/anmelden", data={"email": email, **more})
        assert answer.status_code == 302, answer.status_code
        assert CODE_PAGE.search(answer.location)
        return answer.location, code_in(mails()[-1])

    return ask_for_code
