"""A region's members have a period; what is asked of a region is asked of its members of today."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.clock import clock_at, moment_of, now, today
from app.core.database import db, transaction
from app.coverage.following_places import queue_places
from app.ideas.queries import ideas_of_place
from app.municipalities.map_queries import towns_of_authority
from app.municipalities.models import Region, RegionMember
from app.municipalities.queries import find_region, page_of_municipalities, regions_of
from app.notifications.working import work_once
from tests.cast import Cast
from tests.coverage.stage import covered, public_idea
from tests.invariants import assert_sound
from tests.municipalities.extracts import BRANDIS, NAUNHOF, an_extract, load

TOMORROW = timedelta(days=1)


def names(region: Region) -> set[str]:
    return {town.name for town in region.members}


def partheland() -> Region:
    db.session.expire_all()
    found = find_region("partheland")
    assert found is not None
    return found


def period_of(ags: str) -> list[tuple[str, str]]:
    db.session.expire_all()
    rows = db.session.scalars(select(RegionMember).order_by(RegionMember.id))
    return [(str(row.since), str(row.until)) for row in rows if row.municipality.ags == ags]


def leaves_today(cast: Cast) -> None:
    """Brandis is a member until today, inclusive."""
    with transaction():
        row = db.session.scalars(select(RegionMember).where(RegionMember.municipality_id == cast.brandis.id)).one()
        row.until = today()


def test_the_last_day_still_counts_and_the_next_no_more(cast: Cast) -> None:
    leaves_today(cast)
    assert names(partheland()) == {"Naunhof", "Brandis"}
    with clock_at(now() + TOMORROW):
        region = partheland()
        assert names(region) == {"Naunhof"}
        assert len(region.memberships) == 2
        assert [row.name for row in regions_of([cast.naunhof.id])[cast.naunhof.id]] == ["Partheland"]
        assert regions_of([cast.brandis.id]) == {}
        db.session.refresh(cast.brandis)
        assert cast.brandis.regions == []
        union = towns_of_authority(region.authority_id)
        assert [town.name for town in union] == ["Naunhof"]
        page = page_of_municipalities(district=None, region="partheland", q=None, cursor=None, size=10)
        assert [row.name for row in page.rows] == ["Naunhof"]
    assert names(partheland()) == {"Naunhof", "Brandis"}


def test_whoever_joins_tomorrow_is_no_member_yet(cast: Cast) -> None:
    with transaction():
        row = db.session.scalars(select(RegionMember).where(RegionMember.municipality_id == cast.brandis.id)).one()
        row.since = today() + TOMORROW
    assert names(partheland()) == {"Naunhof"}
    with clock_at(now() + TOMORROW):
        assert names(partheland()) == {"Naunhof", "Brandis"}


def test_numbers_follow_the_calendar(cast: Cast) -> None:
    idea = public_idea(cast)
    with transaction():
        row = db.session.scalars(select(RegionMember).where(RegionMember.municipality_id == cast.naunhof.id)).one()
        row.until = today()
    with transaction():
        assert queue_places() == 0
    assert covered(cast.aim, "region:partheland").idea_count == 1
    with clock_at(moment_of(today() + TOMORROW, now().time())):
        assert [one.number for one in ideas_of_place(region_id=cast.partheland.id)] == []
        work_once()
        assert covered(cast.aim, "region:partheland").idea_count == 0
        assert covered(cast.aim, NAUNHOF).idea_count == 1
        assert_sound()
        with transaction():
            assert queue_places() == 0
    assert idea.id


def test_periods_come_from_the_file_and_what_is_over_stays_told(app: Flask, cast: Cast, tmp_path: Path) -> None:
    data = an_extract("2025-01-01")
    data["regions"][0]["members"] = [NAUNHOF, {"ags": BRANDIS, "since": "2020-03-01"}]
    assert load(app, tmp_path, data).exit_code == 0
    assert period_of(BRANDIS) == [("2020-03-01", "None")]
    later = an_extract("2026-01-01")
    later["regions"][0]["members"] = [NAUNHOF]
    said = load(app, tmp_path, later, "--dry-run").output
    assert "Partheland: Brandis, Stadt (14729060) scheidet aus (vom 1. März 2020 bis zum 31. Dezember 2025)" in said
    load(app, tmp_path, later)
    load(app, tmp_path, later)
    assert period_of(BRANDIS) == [("2020-03-01", "2025-12-31")]
    back = an_extract("2026-06-01")
    back["regions"][0]["members"] = [NAUNHOF, {"ags": BRANDIS, "since": "2026-06-01"}]
    load(app, tmp_path, back)
    assert period_of(BRANDIS) == [("2020-03-01", "2025-12-31"), ("2026-06-01", "None")]
    assert names(partheland()) == {"Naunhof", "Brandis"}
    assert_sound()


def test_a_place_shows_its_regions_with_their_periods(cast: Cast, client: Any) -> None:
    with transaction():
        row = db.session.scalars(select(RegionMember).where(RegionMember.municipality_id == cast.brandis.id)).one()
        row.since, row.until = date(2019, 1, 1), date(2024, 12, 31)
    page = client.get(f"/gemeinden/{BRANDIS}").get_data(as_text=True)
    assert "Partheland</a>, vom 1. Januar 2019 bis zum 31. Dezember 2024" in page
    assert "Partheland</a></li>" in client.get(f"/gemeinden/{NAUNHOF}").get_data(as_text=True)
