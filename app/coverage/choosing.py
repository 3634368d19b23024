"""What the coverage page is asked to show: what is counted, at which level of the goals, for which places."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.concepts.queries import LAYERS, GoalNode, GoalTree

COUNTED = {"ideen": "ideas", "projekte": "projects", "unterstuetzungen": "supports"}
LEVELS = dict(zip(("feld", "leitziel", "teilziel"), LAYERS, strict=True))
PLACES = {"gemeinden": "municipalities", "regionen": "regions"}


@dataclass(frozen=True)
class Choice:
    """What is shown, in the words of the address; `unknown`: what was asked for and does not exist."""

    zaehlt: str
    ebene: str
    orte: str
    levels: tuple[str, ...]
    unknown: Mapping[str, str]

    @property
    def counted(self) -> str:
        return COUNTED[self.zaehlt]

    @property
    def kind(self) -> str:
        return LEVELS[self.ebene]

    @property
    def places(self) -> str:
        return PLACES[self.orte]

    def goals(self, tree: GoalTree) -> list[GoalNode]:
        """The columns: the goals of that level in the document's order, each once."""
        return tree.of_kind(self.kind)

    def values(self, **changes: str) -> dict[str, str]:
        """The address of this choice, or of one beside it."""
        return {"zaehlt": self.zaehlt, "ebene": self.ebene, "orte": self.orte, **changes}


def read_choice(args: Mapping[str, str], tree: GoalTree) -> Choice:
    """Look up what the address asks for; for what there is not, the usual is shown: ideas, finest level, towns."""
    levels = tuple(word for word, kind in LEVELS.items() if tree.of_kind(kind)) or ("feld",)
    known = {"zaehlt": tuple(COUNTED), "ebene": levels[::-1], "orte": tuple(PLACES)}
    asked = {name: args[name] for name in known if args.get(name)}
    unknown = {name: value[:80] for name, value in asked.items() if value not in known[name]}
    chosen = {name: asked[name] if asked.get(name) in words else words[0] for name, words in known.items()}
    return Choice(**chosen, levels=levels, unknown=unknown)
