"""The forms of the desk that takes a cooperation into the catalogue; each carries the texts that were shown."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from app.cooperations.making_projects import Entry, IsInCatalogue
from app.core.errors import DomainError
from app.core.forms import LineField, ProseField, at_most, sent_number
from app.ideas.desk_forms import MAX_REASON, DecisionForm
from app.projects.editing import CostIsBackwards
from app.projects.forms import EuroField
from app.projects.promoting import ProjectIsClosed, ProjectIsEmpty


class _CatalogueForm(DecisionForm):
    """The version of the idea that goes along, and why it is taken up."""

    idea_version = HiddenField()
    towns = BooleanField(_l("The towns of the partners become places of the project"))
    reason = ProseField(
        _l("Why the joint project is taken up (optional)"), [at_most(MAX_REASON)],
        description=_l("Everybody reads it in the timeline of the joint project and of the project."),
    )  # fmt: skip

    @property
    def with_towns(self) -> bool:
        """Whether the partners' towns become places of the project."""
        return bool(self["towns"].data)

    @property
    def shown_idea(self) -> int | None:
        """The version of the idea that was shown; none where no idea goes along."""
        return sent_number(self["idea_version"].data)

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, ProjectIsClosed):
            self.fault("reason", _("This project has come to its end or belongs to another office."))
        elif isinstance(error, IsInCatalogue):
            self.fault("reason", _("It is part of a project already."))
        else:
            super().blame(error)


class MakeForm(_CatalogueForm):
    """A cooperation becomes a proposal of the catalogue."""

    title = LineField(_l("Title of the project"), [at_most(200)], description=_l("As the catalogue shall show it."))
    description = ProseField(
        _l("What it is about"), [at_most(10_000)],
        description=_l("Taken from the joint project; please make it the description of a project."),
    )  # fmt: skip
    aim = ProseField(
        _l("Aim and expected effect (optional)"), [at_most(4000)],
        description=_l("What shall be different afterwards? Why the partners do it stands beside."),
    )  # fmt: skip
    cost_min = EuroField(_l("Cost from (optional)"), description=_l("Whole euros."))
    cost_max = EuroField(_l("Cost up to (optional)"), description=_l("Whole euros."))

    @property
    def entry(self) -> Entry:
        """What the catalogue shall say."""
        return Entry(
            self["title"].data or "", self["description"].data or "", self["aim"].data or "", self["cost_min"].data,
            self["cost_max"].data,
        )  # fmt: skip

    def blame(self, error: DomainError) -> None:
        """Put what a rule said at the field it is about."""
        if isinstance(error, CostIsBackwards):
            self.fault("cost_max", _("The upper end lies below the lower one."))
        elif isinstance(error, ProjectIsEmpty):
            for name in ("title", "description"):
                if not self[name].data:
                    self.fault(name, _("Please fill in this field."))
        else:
            super().blame(error)


class IntoForm(_CatalogueForm):
    """A cooperation becomes part of a project that is there."""

    projekt = HiddenField()

    @property
    def number(self) -> int:
        """The project it is about."""
        return sent_number(self["projekt"].data) or 0
