"""What machines read: open data described, robots, sitemap, where to report a weakness."""

from datetime import timedelta
from xml.sax.saxutils import escape

from flask import Response, current_app, render_template, url_for

from app.core.api import openapi
from app.core.clock import now
from app.core.doors import public
from app.municipalities.queries import all_regions
from app.pages.addresses import address_of
from app.pages.queries import all_ags, concepts_with_content, public_addresses
from app.pages.views.texts import pages
from app.pages.wording import door_summaries

CLOSED = ("/konto", "/verwaltung", "/suche", "/vorgang", "/sprache", "/darstellung", "/demo", "/ideen/neu")
FIXED = (
    "pages.start", "ideas.index", "projects.index", "concepts.index", "municipalities.index", "regions.index",
    "formats.index", "pages.help", "pages.open_data",
)  # fmt: skip


@pages.get("/offene-daten")
@public
def open_data() -> str:
    """What of this site may be used elsewhere, how, and under which licence."""
    paths = openapi(current_app)["paths"]
    summaries = door_summaries()
    doors = [
        (method.upper(), path, summaries.get(operation["summary"], operation["summary"]))
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return render_template("pages/open_data.html", doors=doors, concepts=concepts_with_content())


@pages.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may read; a demonstration is none of their business."""
    lines = ["User-agent: *"]
    lines += ["Disallow: /"] if current_app.config["DEMO"] else [f"Disallow: {path}" for path in CLOSED]
    lines += ["", f"Sitemap: {_base()}{url_for('pages.sitemap')}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@pages.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """The address of everything public, newest first."""
    base = _base()
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    parts += [f"<url><loc>{escape(base + url_for(endpoint))}</loc></url>" for endpoint in FIXED]
    for row in public_addresses():
        if path := address_of(row):
            changed = row.updated_at.date().isoformat()
            parts.append(f"<url><loc>{escape(base + path)}</loc><lastmod>{changed}</lastmod></url>")
    parts += [f"<url><loc>{base}{url_for('municipalities.show', ags=ags)}</loc></url>" for ags in all_ags()]
    parts += [f"<url><loc>{base}{url_for('regions.show', slug=row.slug)}</loc></url>" for row in all_regions()]
    return Response("\n".join([*parts, "</urlset>"]) + "\n", mimetype="application/xml")


@pages.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Where to report a weakness of this site, as RFC 9116 has it."""
    base, expires = _base(), (now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{current_app.config['MAIL_FROM']}",
        f"Contact: {base}{url_for('pages.text', name='kontakt')}",
        f"Expires: {expires}",
        "Preferred-Languages: de, en",
        f"Canonical: {base}{url_for('pages.security')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _base() -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/")
