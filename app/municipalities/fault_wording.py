"""What is wrong with an extract, said to whoever sent it."""

import re

from flask_babel import lazy_gettext as _l

_KEY = r"(?P<key>\d{8})"
_FAULTS = (
    (
        r"line 1: a register is a mapping that .+",
        _l("This is no extract of the register; one begins with source, reference_date and so on."),
    ),
    (
        r"unacceptable character .+",
        _l("This is no text file. An extract is a text in YAML; a PDF or a table is not read."),
    ),
    (
        r"line (?P<line>\d+), column \d+: "
        r"(?:found|could not|did not|mapping|expected|while|block|sequence|unknown|no valid|control) ?.*",
        _l("Line %(line)s cannot be read. An extract is a text in YAML; a PDF or a table is not read."),
    ),
    (r"reference_date (?P<day>\S+) lies in the future", _l("The reference date %(day)s lies in the future.")),
    (rf"municipality {_KEY} stands twice", _l("Municipality %(key)s stands twice in the file.")),
    (
        rf"municipality {_KEY}: there is no district (?P<district>.+)",
        _l("Municipality %(key)s: there is no district %(district)s in the file."),
    ),
    (r"former: a municipality stands twice", _l("Under “former” a municipality stands twice.")),
    (
        rf"former {_KEY} still stands among the municipalities",
        _l("%(key)s stands under “former” and among the municipalities as well."),
    ),
    (
        rf"former {_KEY}: its last day (?P<day>\S+) is not before the reference date",
        _l("%(key)s: the last day %(day)s has to lie before the reference date."),
    ),
    (
        rf"former {_KEY}: there is no municipality (?P<other>\S+)",
        _l("%(key)s is to have gone into %(other)s; the file does not know that place."),
    ),
    (rf"former {_KEY}: its mergers go in a circle", _l("%(key)s: whoever follows the mergers comes back to it.")),
    (
        rf"region (?P<region>\S+): there is no municipality {_KEY}",
        _l("Region %(region)s: there is no municipality %(key)s in the file."),
    ),
    (
        rf"region (?P<region>\S+): municipality {_KEY} is a member longer than it was",
        _l("Region %(region)s: %(key)s is a member longer than it was a municipality."),
    ),
    (
        rf"region (?P<region>\S+): municipality {_KEY} is a member until before it was one",
        _l("Region %(region)s: the membership of %(key)s ends before it begins."),
    ),
    (
        rf"region (?P<region>\S+): municipality {_KEY} is a member twice at a time",
        _l("Region %(region)s: %(key)s is a member twice at the same time."),
    ),
)


def said_fault(fault: str) -> str | None:
    """What only an extract can have wrong, in the language of the page; None for everything else."""
    for pattern, sentence in _FAULTS:
        if found := re.fullmatch(pattern, fault):
            named = found.groupdict()
            return str(sentence) % named if named else str(sentence)
    return None
