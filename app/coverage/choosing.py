"""What the coverage page is asked to show: what is counted, at which level of the goals, for which places.

Addresses say it in German words, which are translated here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.concepts.queries import LAYERS, GoalNode, GoalTree

COUNTED = {"ideen": "ideas", "projekte": "projects", "unterstuetzungen": "supports"}
LEVELS = dict(zip(("feld", "leitziel", "teilziel"), LAYERS, strict=True))
PLACES = {"gemeinden": "municipalities", "regionen": "regions"}
MOST_CELLS = 1_100
"""Where goals by places make more, a coarser level is shown unless asked otherwise."""
MOST_ON_A_PHONE = 9
"""So many columns leave a phone room for numbers one can read."""


@dataclass(frozen=True)
class Choice:
    """What is shown. `field`: the key of the only field shown; `unknown`: what was asked for and does not exist."""

    counted: str
    kind: str
    places: str
    levels: tuple[str, ...]
    field: str | None = None
    unknown: tuple[str, ...] = ()

    def goals(self, tree: GoalTree) -> list[GoalNode]:
        """The columns: the goals of that level in the document's order, each once."""
        return tree.of_kind(self.kind)

    def fitting(self, tree: GoalTree, places: int) -> "Choice":
        """The same at the finest level that makes a page one can read for so many places; else at the coarsest."""
        fits = (kind for kind in self.levels[::-1] if len(tree.of_kind(kind)) * places <= MOST_CELLS)
        return replace(self, kind=next(fits, self.levels[0]))

    def narrowed(self, tree: GoalTree) -> "Choice":
        """The same for a phone: at the finest level up to this one that leaves few columns."""
        upwards = self.levels[: self.levels.index(self.kind) + 1][::-1]
        fits = (kind for kind in upwards if len(tree.of_kind(kind)) <= MOST_ON_A_PHONE)
        return replace(self, kind=next(fits, self.levels[0]))

    def values(self, **changes: str) -> dict[str, str]:
        """The address of this choice, or of one beside it."""
        values = {
            "zaehlt": _word(COUNTED, self.counted), "ebene": _word(LEVELS, self.kind),
            "orte": _word(PLACES, self.places),
        }  # fmt: skip
        return {**values, **({"feld": self.field} if self.field else {}), **changes}


def read_choice(
    args: Mapping[str, str], tree: GoalTree, *, field: str | None = None, has_regions: bool = True
) -> Choice:
    """Look up what the address asks for; for what there is not, the usual is shown: ideas, finest level, towns."""
    levels = tuple(kind for kind in LAYERS if tree.of_kind(kind)) or LAYERS[:1]
    known = {
        "zaehlt": COUNTED, "orte": PLACES,
        "ebene": {_word(LEVELS, kind): kind for kind in levels[::-1]},
    }  # fmt: skip
    asked = {name: args[name] for name in known if args.get(name)}
    unknown = tuple(word[:80] for name, word in asked.items() if word not in known[name])
    counted, places, kind = (
        words.get(asked.get(name, ""), next(iter(words.values()))) for name, words in known.items()
    )
    return Choice(counted, kind, places if has_regions else "municipalities", levels, field, unknown)


def _word(words: Mapping[str, str], meant: str) -> str:
    return next(word for word, meaning in words.items() if meaning == meant)
