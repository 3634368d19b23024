"""Where administrators keep what their region says of itself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.municipalities.models import Region
from app.municipalities.region_colours import DARK_GROUNDS, LIGHT_GROUNDS, contrast
from app.municipalities.region_forms import RegionForm
from app.municipalities.region_keeping import FIELDS, edit_region
from app.municipalities.region_queries import find_kept_region, newest_version, regions_kept_by, wordings_of
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

regions_desk = Blueprint("regions_desk", __name__)
SUGGESTED = ("#3a6b1e", "#1a6b5a", "#0b586c", "#3d5a99", "#5f4382", "#983142", "#8a3d0f", "#6d5a00")
"""Colours one may begin with: each can be read on every ground."""


@regions_desk.get("")
@needs("edit_region")
def index() -> str:
    """The regions whose pages one keeps."""
    return render_template("municipalities/region_desk_index.html", regions=regions_kept_by(current_person()))


@regions_desk.get("/<slug>")
@needs("edit_region", on=find_kept_region)
def edit(region: Region) -> str:
    """What the region says of itself, and how its colour looks."""
    said = {name: getattr(region, name) or "" for name in FIELDS}
    return _page(region, RegionForm(data={**said, "version": newest_version(region.id)}))


@regions_desk.post("/<slug>")
@writes
@needs("edit_region", on=find_kept_region)
def save(region: Region) -> str | Response | tuple[str, int]:
    """Let its pages say this from now on, or show first how it would look."""
    form = RegionForm.of_request()
    if "suggestion" in request.form:
        form.accent.data = request.form["suggestion"]
    is_valid = form.validate()
    if "preview" in request.form or "suggestion" in request.form:
        return _page(region, form)
    if not is_valid:
        return _page(region, form), 422
    try:
        edit_region(
            region, by=current_person(), version=form.shown_version, short_name=form.short_name.data,
            intro=form.intro.data, accent=form.accent.data,
        )  # fmt: skip
    except VersionIsStale:
        return _page(region, form, is_stale=True), 409
    flash(_("Saved. The pages of the region show it from now on."), "success")
    return redirect(url_for("regions_desk.edit", slug=region.slug), 303)


def _page(region: Region, form: RegionForm, *, is_stale: bool = False) -> str:
    speak_for(region.authority)
    if is_stale:
        # Whoever sends again has now seen the other words beside the own ones.
        form.version.raw_data, form.version.data = None, newest_version(region.id)
    return render_template(
        "municipalities/region_desk.html", region=region, form=form, is_stale=is_stale, suggested=SUGGESTED,
        versions=wordings_of(region.id), sheets=_sheets(form),
    )  # fmt: skip


def _sheets(form: RegionForm) -> list[dict[str, Any]]:
    """The tones of the colour in the field on light and on dark pages, each with the least contrast it reaches."""
    if form.palette is None:
        return []
    light, dark = form.palette.light, form.palette.dark
    sides = ((_("Light"), light, LIGHT_GROUNDS, "#221f1b"), (_("Dark"), dark, DARK_GROUNDS, "#efebe1"))
    return [
        {
            "name": name, "tones": tones, "paper": grounds[0], "sheet": grounds[1], "ink": ink,
            "words": min(contrast(tones.text, ground) for ground in (*grounds, tones.tint)),
            "button": contrast(tones.text, tones.on_text),
            "lines": min(contrast(tones.fill, ground) for ground in grounds[:2]),
        }
        for name, tones, grounds, ink in sides
    ]  # fmt: skip
