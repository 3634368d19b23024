"""A program of its own that sets one paper: a line of JSON in, a tagged PDF out. It knows neither the app nor its data.

`python press.py < order` is started for every paper, with bounds on time and memory, since what typst remembers
between two papers only ever grows. Text of people arrives as data and is never part of a template.
"""

import json
import re
import resource
import sys
from pathlib import Path

import typst

ROOT = Path(__file__).parents[2]
FONTS = Path(__file__).with_name("fonts")
LOOK = "core/print/look.typ"
CPU_SECONDS = 60
MEMORY = 3 * 1024**3
UNPRINTABLE = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
LAST_LATIN = 0x24F
STAND_IN = "□"


def press(template: str, inputs: dict[str, str], root: Path = ROOT, *, is_for_archive: bool = False) -> bytes:
    """The paper as PDF/UA. A letter that no font has must not spoil it: □ stands in, and the paper says so."""
    for _attempt in range(3):
        try:
            return _set(template, inputs, root, is_for_archive)
        except typst.TypstError as error:
            missing = _letters_without_a_font(error)
            if not missing:
                raise
            shown = str.maketrans(dict.fromkeys(missing, STAND_IN))
            inputs = {name: words.translate(shown) for name, words in inputs.items()} | {"stand_in": STAND_IN}
    return _set(template, inputs, root, is_for_archive)


def press_with(root: Path, template: str, inputs: dict[str, str]) -> bytes:
    """A paper to be archived, PDF/A-3a and PDF/UA-1: its template is laid beside the files that wait in that folder."""
    for name in (template, LOOK):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((ROOT / name).read_bytes())
    return press(template, inputs, root, is_for_archive=True)


def _set(template: str, inputs: dict[str, str], root: Path, is_for_archive: bool) -> bytes:
    return typst.compile(
        str(root / template), root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True, sys_inputs=inputs,
        format="pdf", pdf_standards=["a-3a", "ua-1"] if is_for_archive else ["ua-1"],
    )  # fmt: skip


def _letters_without_a_font(error: typst.TypstError) -> set[int]:
    """What the compiler complains of; our fonts have all Latin letters, those only stand next to it."""
    found = UNPRINTABLE.findall(f"{error.message}\n{error.diagnostic}")
    named = "".join(ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found)
    return {ord(letter) for letter in named if ord(letter) > LAST_LATIN}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = json.load(sys.stdin)
    made = (
        press(order["template"], order["inputs"])
        if order["root"] is None
        else press_with(Path(order["root"]), order["template"], order["inputs"])
    )
    sys.stdout.buffer.write(made)
