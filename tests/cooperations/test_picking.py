"""Whom one can ask: the own region and district first, what is far away folded behind one line."""

from typing import Any

from app.accounts.models import Organisation
from app.core.database import db, transaction
from app.municipalities.models import Municipality
from tests.cast import Cast
from tests.cooperation_worlds import Towns
from tests.cooperations.pages import NEW, begin_fields, said
from tests.municipalities.extracts import ELSEWHERE


def test_municipalities_far_away_are_folded_behind_one_line(cast: Cast, towns: Towns, as_person: Any) -> None:
    """Works without a script: one closed drawer, open where somebody in it is ticked."""
    with transaction():
        far = Organisation(name="Gemeinde Alt Krenzlin", kind="municipality")
        db.session.add(far)
        db.session.scalars(db.select(Municipality).where(Municipality.ags == ELSEWHERE)).one().organisation = far
    frieda = as_person(cast.frieda)
    page = said(frieda.get(NEW))
    near, drawer = page.split("Weitere Gemeinden")
    assert near.rstrip().endswith("<summary>")
    assert '<details class="picker__far" data-picker-far>' in near[-80:]
    for town in (towns.brandis, towns.borsdorf):
        assert f'id="partners-{town.body.id}"' in near
    assert f'id="partners-{far.id}"' in drawer
    answer = frieda.post(NEW, data=begin_fields(towns.naunhof, body="", partners=[str(far.id)]))
    assert answer.status_code == 422
    assert '<details class="picker__far" data-picker-far open>' in said(answer).split("Weitere Gemeinden")[0][-80:]
