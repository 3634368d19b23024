"""What guards every answer and every change.

Changes from foreign pages are refused by where the browser says they come from (`Sec-Fetch-Site`, `Origin`),
not by a token in each form: pages stay free of cookies and can be cached, and no form can forget it.
See docs/decisions/0003-origin-instead-of-tokens.md.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeSerializer

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def is_from_here() -> bool:
    """Whether a changing request was sent by our own pages (or by no browser at all, which carries no cookie)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or host_of(origin) == request.host


def host_of(address: str) -> str | None:
    """The host an address names; None for what is no address at all."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None


def local_path(wanted: str | None) -> str | None:
    """The path when it leads to a page of ours; None for whatever might lead elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > 2000:
        return None
    if "\\" in wanted or any(ord(letter) <= 32 or ord(letter) == 127 for letter in wanted):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return wanted if not parts.scheme and not parts.netloc else None


def seal(purpose: str, value: Any) -> str:
    """The value signed for one purpose, to be carried by a link; it can be read by anybody and changed by nobody."""
    return str(URLSafeSerializer(current_app.config["SECRET_KEY"], salt=purpose).dumps(value))


def unseal(purpose: str, token: str) -> Any:
    """What was sealed for that purpose; None for whatever we did not sign."""
    try:
        return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=purpose).loads(token)
    except BadSignature:
        return None


class Sessions(SecureCookieSessionInterface):
    """Sessions as Flask keeps them; only what caches may hand to everybody carries nobody's."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Renewed with each answer, but for one that is the same for everybody and changed nothing."""
        if session.modified or not response.cache_control.public:
            super().save_session(app, session, response)


def guard(app: Flask) -> None:
    """Refuse changes from elsewhere; put the headers on every answer; keep signed-in pages out of caches."""
    app.session_interface = Sessions()

    @app.before_request
    def refuse_foreign_changes() -> None:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not is_from_here():
            abort(403)

    @app.before_request
    def refuse_nul_in_addresses() -> None:
        # No database column takes it, and nobody types it; what people paste into a form is cleaned there.
        asked = [request.path, *(value for _name, value in request.args.items(multi=True))]
        if any("\x00" in text for text in asked):
            abort(404 if "\x00" in request.path else 400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["ENV"] == "production":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store" if request.cookies.get("sitzung") else "no-cache")
            response.vary.add("Cookie")
        return response
