"""What a browser fetches besides a region's pages: colours, manifest, sign, worker, and the page without network."""

from flask import Blueprint, Response, abort, current_app, json, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from app.core.doors import public
from app.core.languages import LOCALES
from app.core.texts import excerpt
from app.municipalities.models import Region
from app.municipalities.queries import find_region
from app.municipalities.region_app import (
    digest,
    farewell,
    initial_of,
    manifest_of,
    palette_for,
    stylesheet_of,
    worker_of,
)
from app.municipalities.region_colours import Palette
from app.municipalities.region_icons import SHAPES, SIZES, icon_of
from app.municipalities.views.region import site_of

regions_app = Blueprint("regions_app", __name__)
SIGNS = {f"{shape}-{size}": (shape, size) for shape in SHAPES for size in SIZES}
YEAR = "public, max-age=31536000, immutable"


def _region(slug: str) -> Region:
    return find_region(slug) or abort(404)


def _kept(content: str | bytes, mimetype: str) -> Response:
    """An answer browsers may keep: for ever where its address carries its digest, else to be asked after."""
    answer = current_app.response_class(content, mimetype=mimetype)
    mark = digest(content)
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = YEAR if request.args.get("v") == mark else "no-cache"
    return answer.make_conditional(request)  # type: ignore[return-value]


def _sheet(region: Region) -> str:
    return stylesheet_of(palette_for(region))


def _sign(region: Region, sign: str) -> bytes:
    tones = palette_for(region).light
    shape, size = SIGNS[sign]
    return icon_of(initial_of(region), tones.text, tones.on_text, size, shape)


@regions_app.app_template_global("region_colours")
def colours_address(region: Region) -> str:
    """Where the colours of the region are, by an address that changes with them."""
    return url_for("regions_app.colours", slug=region.slug, v=digest(_sheet(region)))


@regions_app.app_template_global("region_sign")
def sign_address(region: Region, sign: str) -> str:
    """Where its sign is, by an address that changes with it."""
    return url_for("regions_app.sign", slug=region.slug, sign=sign, v=digest(_sign(region, sign)))


@regions_app.app_template_global("region_tones")
def tones_of(region: Region) -> Palette:
    """The tones of its pages."""
    return palette_for(region)


@regions_app.get("/<slug>/farbe.css")
@public
def colours(slug: str) -> Response:
    """The tones of the region's pages as a stylesheet: rules inside a page are forbidden here."""
    return _kept(_sheet(_region(slug)), "text/css")


@regions_app.get("/<slug>/zeichen/<sign>.png")
@public
def sign(slug: str, sign: str) -> Response:
    """The region's sign for a phone, in the sizes and shapes phones ask for."""
    region = _region(slug)
    if sign not in SIGNS:
        abort(404)
    return _kept(_sign(region, sign), "image/png")


@regions_app.get("/<slug>/manifest.webmanifest")
@public
def manifest(slug: str) -> Response:
    """What a phone wants to know to put the region on its home screen."""
    region = _region(slug)
    icons = {SIGNS[name]: sign_address(region, name) for name in SIGNS if not name.endswith("180")}
    start = url_for("regions.show", slug=region.slug)
    with force_locale("de"):
        said = _("What the municipalities of %(region)s plan and do together.", region=region.name)
    values = manifest_of(
        region, start, url_for("pages.start"), icons, excerpt(region.intro, 300) if region.intro else said
    )
    return _kept(json.dumps(values), "application/manifest+json")


@regions_app.get("/<slug>/dienst.js")
@public
def worker(slug: str) -> Response:
    """The worker that shows a page where there is no network; for a region that is no more, the one that goes away.

    It may answer for the whole site: whoever put the region on a phone goes on from its pages to ideas and projects.
    """
    region = find_region(slug)
    answer = _kept(_worker(region) if region else farewell(), "text/javascript")
    answer.headers["Service-Worker-Allowed"] = url_for("pages.start")
    return answer


def _worker(region: Region) -> str:
    look = url_for("static", filename="css/look.css")
    files = [look, colours_address(region), sign_address(region, "frei-192")]
    authority = region.authority
    with force_locale(LOCALES[0]):
        words = (region.name, authority.title, authority.phone or "", *_sentences(region))
    return worker_of(url_for("regions_app.offline", slug=region.slug), files, *words)


@regions_app.get("/<slug>/offline")
@public
def offline(slug: str) -> str:
    """What a browser shows, from its own memory, where a page of the region cannot be fetched."""
    region = site_of(slug)
    return render_template("municipalities/region_offline.html", region=region, words=_offline_words(region))


def _offline_words(region: Region) -> list[tuple[str, tuple[str, ...]]]:
    """What the page says, in the language of the page first: it is kept once for all who read here."""
    first = str(get_locale())
    said = []
    for code in sorted(LOCALES, key=lambda code: code != first):
        with force_locale(code):
            said.append((code, _sentences(region)))
    return said


def _sentences(region: Region) -> tuple[str, ...]:
    return (
        _("You are offline"),
        _("Nothing has been lost, and nothing has been sent."),
        _("The page you wanted could not be fetched. It is not shown from memory, since it might no longer be right."),
        _("If you are writing something in another window, leave it open and send it once you have network again."),
        _("Try once more"),
        _("Without network you reach us by telephone: %(office)s,", office=region.authority.office),
    )
