"""What every page's frame needs: who is reading, whose page it is, which authorities there are."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, g, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from app.accounts.models import Authority
from app.accounts.queries import all_authorities
from app.cooperations.queries import answers_waiting
from app.core.clock import now, today
from app.core.security import local_path
from app.municipalities.models import Region
from app.pages.addresses import referring_path
from app.policies.doors import current_person, may_now
from app.statements.office_queries import requests_waiting
from app.things.models import Thing

THEME_COOKIE = "darstellung"
THEMES = ("light", "dark")


def speak_for(authority: Authority | None, region: Region | None = None) -> None:
    """This page belongs to that authority: its title in the nameplate, its contact in the footer.

    With a region it is part of the region's own site: its title, its colours, its menu, a way back to it.
    """
    g.authority, g.region = authority, region


def speak_of(thing: Thing) -> None:
    """This page is about that thing: its authority's, and part of the site of the region it is for, if of one."""
    speak_for(thing.authority, getattr(thing, "region", None))


def region_here() -> Region | None:
    """The region whose site this page is part of."""
    region: Region | None = g.get("region")
    return region


def send_again() -> tuple[str, int]:
    """What somebody sends when she is no longer signed in stays with her: a page that holds it, to the same address.

    Nothing is said of what it was sent to: whether there is such a thing for her is known once she is signed in. A
    door has it as `needs(…, instead=send_again)`.
    """
    labels = {"title": _("Title"), "text": _("Your text")}
    sent = [(name, value, labels.get(name.rpartition("-")[2])) for name, value in request.form.items(multi=True)]
    return render_template("pages/send_again.html", sent=sent, back=referring_path() or "/"), 422


def frame(app: Flask) -> None:
    """Give templates their globals and static files an address that changes with their content."""
    digests: dict[str, str] = {}
    app.add_template_global(region_here)

    @app.context_processor
    def frame_values() -> dict[str, Any]:
        theme = request.cookies.get(THEME_COOKIE)
        return {
            "locale": get_locale(),
            "current_person": current_person(),
            "authority": g.get("authority"),
            "authorities": all_authorities(),
            "site_name": app.config["SITE_NAME"],
            "demo": app.config["DEMO"],
            "here": local_path(request.full_path.rstrip("?")) or "/",
            "theme": theme if theme in THEMES else None,
            "may": may_now,
            "requests_waiting": requests_waiting,
            "answers_waiting": answers_waiting,
            "now": now,
            "today": today,
        }

    @app.url_defaults
    def stamp_static(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename")
        if endpoint == "static" and name and "v" not in values:
            if name not in digests or app.debug:
                content = (Path(app.static_folder or "") / name).read_bytes()
                digests[name] = hashlib.sha256(content).hexdigest()[:10]
            values["v"] = digests[name]
