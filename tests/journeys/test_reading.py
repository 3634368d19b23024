"""Whoever clicks is on the next page to its end; a file that comes or a page that goes stops nobody."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

LINKS = b'<a href="/slow">slow</a> <a href="/file" download>file</a> <button onclick="window.close()">go</button>'


class SlowSite(BaseHTTPRequestHandler):
    """A page of links; another one that comes in two parts; a file."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if self.path == "/file" else "text/html")
        self.end_headers()
        self.wfile.write(LINKS if self.path == "/" else b"<h1>First</h1>" + b" " * 4_000)
        if self.path == "/slow":
            time.sleep(0.5)
            self.wfile.write(b"<p>Second</p>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def links(browser: Browser) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowSite)
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def paragraphs(page: Page) -> int:
    return int(page.eval_on_selector_all("p", "all => all.length"))


def test_a_click_waits_for_the_whole_page(links: Page) -> None:
    links.click("a >> nth=0")
    assert paragraphs(links) == 1
    links.go_back()
    links.locator("a").first.press("Enter")
    assert paragraphs(links) == 1


def test_a_file_and_a_page_that_closes_are_not_waited_for(links: Page) -> None:
    with links.expect_download() as loading:
        links.click("a >> nth=1")
    assert loading.value.suggested_filename
    with links.expect_popup() as opening:
        links.evaluate("() => { window.open('/') }")
    opening.value.click("button")
    if not opening.value.is_closed():
        opening.value.wait_for_event("close")
