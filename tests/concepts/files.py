"""Small concept files for tests."""

from pathlib import Path

SMALL = """\
slug: kek-klein
title: Kreisentwicklungskonzept Klein
short_title: KEK Klein
kind: kek
authority: hier
region: Landkreis Hier
horizon: "2030"
status: adopted
adopted_on: 2020-01-31
source: {title: KEK Klein, publisher: Landkreis Hier, rights: Amtliches Werk.}
editions:
  - {key: "2030", title: KEK Klein, status: adopted}
goals:
  - key: hf1
    kind: field_of_action
    number: "1"
    title: Orte
    tone: 2
    children: [{goal: z1}, {goal: z2}]
  - key: z1
    kind: goal
    number: 1.10
    title: Alle kommen gut an
    children: [{goal: rad, page: 3}, {goal: bus}]
  - key: z2
    kind: goal
    number: "1.2"
    title: Die Luft ist rein
    children:
      - {goal: rad, wording: Radeln für die Luft, page: 7}
  - key: rad
    kind: sub_goal
    title: Radverkehr wird gefördert.
    short_title: Radverkehr stärken
    source_page: 3
    variants: [Der Radverkehr wird gefördert]
    notes: [Fußnote]
    legal_requirements: [{text: Radwegegesetz, valid_until: 2031-12-31}]
    see_also: [bus]
    children: [{goal: wege}]
  - key: bus
    kind: sub_goal
    title: No
    source_page: 4
  - key: wege
    kind: approach
    title: Wege bauen
examples:
  - kind: idea
    title: Radwegemeister
    places: [{goal: wege, line: 12}]
status_as_of: 2017-10-12
"""


def written(folder: Path, text: str = SMALL, name: str = "klein.yaml") -> Path:
    """That text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def without(text: str, goal: str) -> str:
    """The file without that goal and whatever names it."""
    lines, is_dropped = [], False
    for line in text.splitlines():
        if line.startswith("  - key: ") or not line.startswith(" "):
            is_dropped = line == f"  - key: {goal}"
        if not is_dropped:
            lines.append(line.replace(f", {{goal: {goal}}}", "").replace(f"see_also: [{goal}]", "see_also: []"))
    return "\n".join(lines) + "\n"
