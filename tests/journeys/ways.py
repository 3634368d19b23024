"""What people do again and again on their ways: sign in, read a mail, look closely at a page."""

import io
import re
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
from playwright.sync_api import Page

from app.demo.letters import PostedMail, posted_mails
from app.demo.people import PASSWORD

MAIL_SECONDS = 30
TWO_CODES = re.compile(r"(?<!\d)\d{6}(?!\d)")


def sign_in(page: Page, figure: str, *, password: str = PASSWORD) -> None:
    """Sign in as a figure of the demonstration: password first, then, where one is asked for, the code of the app."""
    page.goto("/konto/anmelden")
    show_password(page, f"{figure}@example.org", password)
    if "zweiter-faktor" in page.url:
        show_second_factor(page, app_codes(page, figure)[0])
    assert "anmelden" not in page.url


def show_password(page: Page, email: str, password: str) -> None:
    page.fill("[name=email]", email)
    if not page.is_visible("[name=password]"):
        page.click("details:has([name=password]) > summary")
    page.fill("[name=password]", password)
    page.click("details:has([name=password]) button")


def show_second_factor(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    page.click("main form.coupon button")


def app_codes(page: Page, figure: str) -> list[str]:
    """The code the figure's app would show now, and the one after it: both stand on /demo."""
    beside = page.context.new_page()
    beside.goto("/demo")
    shown = beside.locator(".demo-figure", has_text=f"{figure}@example.org").inner_text()
    beside.close()
    return TWO_CODES.findall(shown)


def title_of_paper(page: Page, where: str) -> str:
    """Open the PDF a link leads to: it has a title and is tagged."""
    answer = page.request.get(str(page.get_attribute(where, "href")))
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        return str(pdf.docinfo["/Title"])


def mail_to(folder: Path, email: str, *, says: str) -> PostedMail:
    """The newest mail to that address that says these words, waited for."""
    return _wait_for(folder, email, lambda mail: says in mail.text, 0)


def code_sent_to(folder: Path, email: str, *, besides: int = 0) -> str:
    """The six digits of the newest mail, waited for; `besides`: so many came before."""
    code = _wait_for(folder, email, lambda mail: mail.code is not None, besides).code
    assert code is not None
    return code


def codes_sent_to(folder: Path, email: str) -> int:
    """How many mails with a code that address got so far."""
    return sum(mail.to == email and mail.code is not None for mail in posted_mails(folder))


def _wait_for(folder: Path, email: str, is_meant: Callable[[PostedMail], bool], besides: int) -> PostedMail:
    end = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < end:
        found = [mail for mail in posted_mails(folder) if mail.to == email and is_meant(mail)]
        if len(found) > besides:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {email} within {MAIL_SECONDS} seconds")
