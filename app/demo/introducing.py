"""What regions say of themselves in the demonstration: invented words, no crest, no slogan of anybody."""

from app.demo.people import figure_person
from app.municipalities.queries import find_region
from app.municipalities.region_keeping import edit_region
from app.municipalities.region_queries import newest_version

INTRODUCTIONS = {
    "partheland": {
        "by": "petra.muster",
        "short_name": "Partheland",
        "accent": "#3a6b1e",
        "intro": (
            "Sieben Gemeinden zwischen Leipzig, Grimma und Wurzen planen gemeinsam, was über Ortsgrenzen hinausgeht: "
            "Wege, Busse, Räume für Vereine, Aufgaben der Verwaltung.\n\n"
            "Jede bleibt selbstständig, und jede entscheidet selbst, wobei sie mitmacht. Unser Leitbild ist noch ein "
            "Entwurf. Schreiben Sie uns, was im Partheland besser werden soll. (Beispieltext der Vorführung)"
        ),
    },
}


def introduce_regions() -> int:
    """Each region that nobody at a desk has introduced yet gets its words and its colour; returns how many."""
    introduced = 0
    for slug, said in INTRODUCTIONS.items():
        region = find_region(slug)
        if region is None or newest_version(region.id):
            continue
        values = {name: said[name] for name in ("short_name", "intro", "accent")}
        edit_region(region, by=figure_person(said["by"]), version=0, **values)
        introduced += 1
    return introduced
