"""What a browser needs to show a region as a site of its own, and to put it on a phone: colours, manifest, worker."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.municipalities.models import Region
from app.municipalities.region_colours import ColourCannot, Palette, Tones, palette_of
from app.municipalities.region_icons import SHAPES

WORKER = Path(__file__).parent.parent / "static" / "js" / "region_worker.js"
HOUSE = Palette(
    "#0b586c",
    light=Tones("#0b586c", "#073f4e", "#ffffff", "#2f7f94", "#dcebed"),
    dark=Tones("#86cbdb", "#b2e0ea", "#0c2229", "#2f7f94", "#1b3036"),
)
"""The platform's own tones, as look.css has them: for regions without a colour."""
HOME_SCREEN = 12
"""So many letters fit below a sign on a phone."""


def palette_for(region: Region) -> Palette:
    """The tones of its pages: of its own colour where it has one that can be used, else those of the platform."""
    try:
        return palette_of(region.accent) if region.accent else HOUSE
    except ColourCannot:
        return HOUSE


def stylesheet_of(palette: Palette) -> str:
    """The rules that put the tones on every page of the region, light and dark; paper is printed light."""
    light, dark = _rules(palette.light, has_focus=True), _rules(palette.dark, has_focus=False)
    return (
        f":root {{ {light} }}\n"
        f"@media screen {{ :root[data-kern-theme=dark] {{ {dark} }} }}\n"
        "@media screen and (prefers-color-scheme: dark) "
        f"{{ :root:not([data-kern-theme=light]) {{ {dark} }} }}\n"
    )


def _rules(tones: Tones, *, has_focus: bool) -> str:
    values = {
        "--ik-action": tones.text, "--ik-action-hover": tones.hover, "--ik-on-action": tones.on_text,
        "--ik-region": tones.text, "--ik-region-fill": tones.fill, "--ik-region-tint": tones.tint,
    } | ({"--ik-focus": tones.text} if has_focus else {})  # fmt: skip
    return " ".join(f"{name}: {value};" for name, value in values.items())


def digest(*parts: str | bytes) -> str:
    """By what a browser knows whether it has the newest of something."""
    together = sha256()
    for part in parts:
        together.update(part.encode() if isinstance(part, str) else part)
        together.update(b"\0")
    return together.hexdigest()[:16]


def initial_of(region: Region) -> str:
    """The letter of its sign."""
    return (region.short_name or region.name).strip()[:1].upper() or "·"


def short_name_of(region: Region) -> str:
    """What stands below its sign on a phone: its short name, else as much of its name as fits there."""
    if region.short_name:
        return region.short_name
    name = region.name.strip()
    return name if len(name) <= HOME_SCREEN else name[:HOME_SCREEN].rstrip(" -–,")


def manifest_of(
    region: Region, start: str, scope: str, icons: Mapping[tuple[str, int], str], description: str
) -> dict[str, Any]:
    """The web app manifest: what is put on a phone, how it is called, where it begins and what belongs to it.

    `scope`: all addresses that stay in the app; `icons`: the addresses of the sign by shape and size.
    """
    purposes = dict(zip(SHAPES, ("any", "maskable"), strict=True))
    palette = palette_for(region)
    return {
        "id": start, "name": region.authority.title, "short_name": short_name_of(region),
        "description": description, "lang": "de", "dir": "ltr",
        "start_url": start, "scope": scope, "display": "standalone",
        "theme_color": palette.light.text, "background_color": "#f2f1eb",
        "icons": [
            {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purposes[shape]}
            for (shape, size), address in icons.items()
        ],
    }  # fmt: skip


def worker_of(offline: str, files: Sequence[str], *words: str) -> str:
    """The worker of one region: the committed file, and before it what it has to know.

    Its version changes with all it keeps (`files` have their digests in their addresses, `words` stand on the page it
    keeps): then browsers take the new one and throw away what the old one kept.
    """
    code = WORKER.read_text(encoding="utf-8")
    knows = {"offline": offline, "files": list(files), "version": digest(code, offline, *files, *words)}
    return f"const REGION = {json.dumps(knows)};\n{code}"


def farewell() -> str:
    """The same for a region that is no more: the worker throws away what it kept, and itself."""
    return f"const REGION = null;\n{WORKER.read_text(encoding='utf-8')}"
