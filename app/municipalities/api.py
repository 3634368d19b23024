"""JSON: the municipalities."""

from flask import Blueprint, Response

from app.core.api import Paged, answers, read_query, reply
from app.core.doors import public
from app.municipalities.queries import page_of_municipalities, regions_of
from app.municipalities.schemas import MunicipalityAnswer, MunicipalityQuery

municipalities_api = Blueprint("municipalities_api", __name__)
NAMES = ("ags", "ars", "district", "population", "area_km2", "latitude", "longitude")


@municipalities_api.get("/municipalities")
@answers(Paged[MunicipalityAnswer], query=MunicipalityQuery)
@public
def index() -> Response:
    """The municipalities, of a district or a region or beginning with a name or postcode when asked so."""
    wanted = read_query(MunicipalityQuery)
    page = page_of_municipalities(
        district=wanted.district, region=wanted.region, q=wanted.q, cursor=wanted.cursor, size=wanted.limit
    )
    regions = regions_of([row.id for row in page.rows])
    items = [
        MunicipalityAnswer(
            **{name: getattr(row, name) for name in NAMES},
            name=row.official_name,
            association=row.association or row.official_name,
            regions=[region.slug for region in regions.get(row.id, [])],
        )
        for row in page.rows
    ]
    return reply(Paged[MunicipalityAnswer](items=items, next=page.next))
