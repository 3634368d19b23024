"""Adding a file and saying what it shows; and why a file was not taken, in words that say what works."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import Length

from app.core.forms import Form, LineField, OnceField

MOST_ALT = 300
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf"


class DescribeForm(Form):
    """What one file shows; as many of them on a page as there are files."""

    alt = LineField(
        _l("What can be seen?"),
        [Length(max=MOST_ALT, message=_l("Please be a little briefer, 300 characters at most."))],
    )

    @classmethod
    def beside(cls, file: Any, sent: Any = None) -> "DescribeForm":
        """The form of that file, its field with an id of its own."""
        form = cls(sent, data={"alt": file.alt})
        form["alt"].id = form["alt"].label.field_id = f"alt-{file.id}"
        return form


class FileForm(Form):
    """One photo or document, and what it shows."""

    file = FileField(
        _l("Photo or document"),
        description=_l("Photos (JPEG, PNG, WebP) and PDF up to 10 MB, one at a time. We remove where it was taken."),
        render_kw={"accept": ACCEPTED},
    )
    alt = LineField(
        _l("What can be seen in the picture?"),
        [Length(max=MOST_ALT, message=_l("Please be a little briefer, 300 characters at most."))],
        description=_l("For people who cannot see it. With a document: what it is about."),
    )
    once = OnceField()


def words_for(why: str) -> str:
    """Why the file was not taken, and what works."""
    works = _("Photos (JPEG, PNG, WebP) and PDF up to 10 MB work.")
    return {
        "missing": _("Please choose a file."),
        "empty": _("The file is empty. Please choose another one."),
        "size": _("The file is larger than 10 MB. Please choose a smaller one."),
        "heic": _("HEIC photos cannot be shown everywhere. Please save the photo as JPEG first.") + " " + works,
        "pixels": _("The photo has more than 40 megapixels. Please make it smaller first."),
        "pages": _("The document is too extensive. 200 pages at most work."),
        "encrypted": _("The PDF is protected with a password. Please choose one without protection."),
        "broken": _("The file is damaged and cannot be read.") + " " + works,
        "busy": _("Very many photos arrive just now. Please send it again in a moment."),
        "store": _("The file could not be saved just now. Please send it again in a moment."),
        "day": _("That was a lot for one day. Tomorrow you can add more photos and documents."),
        "many": _("There are six photos and documents already. Please remove one first."),
    }.get(why, _("This kind of file does not work.") + " " + works)
