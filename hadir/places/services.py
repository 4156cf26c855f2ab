"""Proposing and confirming the areas of a work place and the networks of offices; judging a check-in by them.

Nothing counts before a second person has confirmed it. A version holds for everything from its day on; punches keep
what was noted in their own time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hadir.audit import services as audit
from hadir.lib.authority import Authority, Right
from hadir.lib.errors import Conflict, HadirError, InvalidInput, NotFound, NotPermitted
from hadir.people import selectors as people
from hadir.people.models import WorkPlace
from hadir.people.saving import lock, save
from hadir.places import addresses, selectors, shapes, texts, versions
from hadir.places.area_models import AreaVersion, NetworkVersion, OfficeNetwork
from hadir.places.judging import PlaceVerdict, judge
from hadir.places.shapes import NamedArea

__all__ = [
    "AreaData", "NamedArea", "NetworkData", "NetworkLine", "PlaceVerdict", "area_faults", "decide_areas",
    "decide_networks", "found_areas", "found_networks", "judge", "propose_areas", "propose_networks", "withdraw_areas",
    "withdraw_networks",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaData:
    """All areas of a work place from `valid_from` on; none: its position is to count for nothing.

    `meant`: whoever typed it says that places which only look wrong (abroad) are right.
    """

    areas: Sequence[NamedArea]
    valid_from: date
    legal_basis: str
    meant: bool = False


@dataclass(frozen=True, slots=True)
class NetworkLine:
    """One network as it was typed; `name` says whose line it is."""

    network: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class NetworkData:
    """All networks of a work place or a unit from `valid_from` on."""

    networks: Sequence[NetworkLine]
    valid_from: date
    legal_basis: str


# --- areas


@transaction.atomic
def propose_areas(actor: Authority, *, work_place_id: int, data: AreaData, now: datetime) -> AreaVersion:
    """Put all areas of a place before the second person; the own proposal that waits makes room.

    Raises `NotPermitted`, `NotFound`, `InvalidInput` (areas_invalid, with `area-N` in fields, counted from 0),
    `Conflict` (proposal_waiting, nothing_changes).
    """
    place = _place(work_place_id)
    actor.require(Right.PLAN_WORK_PLACES, place.unit_id)
    lock(place)
    today = _today(place, now)
    _refuse(_when_and_why(data.valid_from, data.legal_basis, today) | area_faults(data), "areas_invalid")
    mine = AreaVersion.objects.filter(work_place=place)
    lines = [_stored(one) for one in data.areas]
    current = mine.filter(selectors.on_day(data.valid_from)).first()
    if lines == (current.areas if current else []):
        raise Conflict("nothing_changes", texts.NOTHING_CHANGES)
    versions.make_room(mine, actor.actor, now)
    row = AreaVersion(
        work_place=place, areas=lines, valid_from=data.valid_from, legal_basis=data.legal_basis.strip()[:300]
    )
    row.sign_as_author(actor.actor, now)
    save(row)
    _record(actor, "propose_areas", row, Right.PLAN_WORK_PLACES)
    return row


def area_faults(data: AreaData) -> dict[str, object]:
    """What is wrong with drawn areas, as sentences by `area-N`; what belongs to none stands under the empty name."""
    wrong: dict[str, object] = {}
    if len(data.areas) > shapes.MOST_AREAS:
        wrong[""] = str(texts.MANY_AREAS).format(most=shapes.MOST_AREAS)
    names: set[str] = set()
    for number, one in enumerate(data.areas[: shapes.MOST_AREAS]):
        found = [texts.fault(each) for each in shapes.faults(one.shape) if not (each.asks and data.meant)]
        name = one.name.strip()
        if not name:
            found.append(str(texts.AREA_NAMELESS))
        elif name in names:
            found.append(str(texts.AREA_NAMED_TWICE).format(name=name))
        names.add(name)
        if found:
            wrong[f"area-{number}"] = " ".join(found)
    return wrong


@transaction.atomic
def decide_areas(actor: Authority, version_id: int, *, confirm: bool, reason: str, now: datetime) -> AreaVersion:
    """The second person says yes, and the areas hold from their day on, at the earliest today; or no, with a reason.

    Raises `NotPermitted` (also second_person_needed), `Conflict` (decided_already), `InvalidInput` (reason_missing),
    `NotFound`.
    """
    row = _area_version(version_id)
    actor.require(Right.CONFIRM_WORK_PLACES, row.work_place.unit_id)
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        mine = AreaVersion.objects.filter(work_place=row.work_place_id)
        versions.take_over(row, mine, today=_today(row.work_place, now))
    else:
        save(row)
    _record(actor, "confirm_areas" if confirm else "reject_areas", row, Right.CONFIRM_WORK_PLACES)
    return row


@transaction.atomic
def withdraw_areas(actor: Authority, version_id: int, *, now: datetime) -> AreaVersion:
    """Take a proposal back. It stays readable."""
    row = _area_version(version_id)
    actor.require(Right.PLAN_WORK_PLACES, row.work_place.unit_id)
    row.withdraw(actor.actor, now)
    save(row)
    _record(actor, "withdraw_areas", row, Right.PLAN_WORK_PLACES)
    return row


@transaction.atomic
def found_areas(
    actor: Authority, *, work_place_id: int, areas: Sequence[NamedArea], legal_basis: str, now: datetime
) -> AreaVersion:
    """The areas with which a region begins, since before its records: nobody is there yet who could confirm them.

    Raises `NotPermitted` (founding_only), `Conflict` (exists), `InvalidInput`.
    """
    _only_founding(actor)
    place = _place(work_place_id)
    _refuse(area_faults(AreaData(areas, _today(place, now), legal_basis, meant=True)), "areas_invalid")
    row = AreaVersion(work_place=place, areas=[_stored(one) for one in areas], legal_basis=legal_basis)
    row.stand_at_once(actor.actor, now)
    save(row)
    _record(actor, "found_areas", row, Right.CONFIRM_WORK_PLACES)
    return row


# --- networks


@transaction.atomic
def propose_networks(
    actor: Authority, *, work_place_id: int | None = None, unit_id: int | None = None, data: NetworkData, now: datetime
) -> NetworkVersion:
    """Put all networks of one work place, or of all offices of a unit, before the second person.

    Raises `NotPermitted`, `NotFound`, `InvalidInput` (networks_invalid, fields `network-N`, counted from 0), `Conflict`
    (proposal_waiting, nothing_changes).
    """
    row = _new_networks(work_place_id, unit_id, data)
    owner = _owner_unit(row)
    actor.require(Right.PLAN_WORK_PLACES, owner)
    lock(row.work_place or people.unit(owner))
    networks = _checked(data, _today(row.work_place, now))
    mine = _same_owner(row)
    current = mine.filter(selectors.on_day(data.valid_from)).first()
    if networks == (list(current.networks.values_list("network", "name")) if current else []):
        raise Conflict("nothing_changes", texts.NOTHING_CHANGES)
    versions.make_room(mine, actor.actor, now)
    row.sign_as_author(actor.actor, now)
    _write(row, networks)
    _record(actor, "propose_networks", row, Right.PLAN_WORK_PLACES)
    return row


@transaction.atomic
def decide_networks(actor: Authority, version_id: int, *, confirm: bool, reason: str, now: datetime) -> NetworkVersion:
    """As `decide_areas`."""
    row = _network_version(version_id)
    actor.require(Right.CONFIRM_WORK_PLACES, _owner_unit(row))
    row.decide(actor.actor, confirm=confirm, reason=reason, now=now)
    if confirm:
        versions.take_over(row, _same_owner(row), today=_today(row.work_place, now))
    else:
        save(row)
    _record(actor, "confirm_networks" if confirm else "reject_networks", row, Right.CONFIRM_WORK_PLACES)
    return row


@transaction.atomic
def withdraw_networks(actor: Authority, version_id: int, *, now: datetime) -> NetworkVersion:
    """Take a proposal back. It stays readable."""
    row = _network_version(version_id)
    actor.require(Right.PLAN_WORK_PLACES, _owner_unit(row))
    row.withdraw(actor.actor, now)
    save(row)
    _record(actor, "withdraw_networks", row, Right.PLAN_WORK_PLACES)
    return row


@transaction.atomic
def found_networks(
    actor: Authority,
    *,
    work_place_id: int | None = None,
    unit_id: int | None = None,
    networks: Sequence[NetworkLine],
    legal_basis: str,
    now: datetime,
) -> NetworkVersion:
    """As `found_areas`."""
    _only_founding(actor)
    data = NetworkData(networks, people.today_in_region(now), legal_basis)
    row = _new_networks(work_place_id, unit_id, data)
    row.valid_from = None
    row.stand_at_once(actor.actor, now)
    _write(row, _checked(data, data.valid_from))
    _record(actor, "found_networks", row, Right.CONFIRM_WORK_PLACES)
    return row


# --- parts


def _place(work_place_id: int) -> WorkPlace:
    found = WorkPlace.objects.select_related("unit").filter(pk=work_place_id).first()
    if found is None:
        raise NotFound("work_place_not_found", texts.PLACE_NOT_FOUND)
    return found


def _today(place: WorkPlace | None, now: datetime) -> date:
    return now.astimezone(place.zone).date() if place else people.today_in_region(now)


def _when_and_why(valid_from: date, legal_basis: str, today: date) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if valid_from < today:
        wrong["valid_from"] = texts.DAY_PAST
    if not legal_basis.strip():
        wrong["legal_basis"] = texts.BASIS_NEEDED
    return wrong


def _refuse(wrong: dict[str, object], code: str) -> None:
    if wrong:
        sentence = texts.AREAS_INVALID if code == "areas_invalid" else texts.NETWORKS_INVALID
        raise InvalidInput(code, wrong.get("") or sentence, fields=wrong)


def _stored(one: NamedArea) -> dict[str, object]:
    return {"name": one.name.strip()[:100], **shapes.encode(shapes.rounded(one.shape))}


def _checked(data: NetworkData, today: date) -> list[tuple[str, str]]:
    """The networks as PostgreSQL writes them, with their names. Raises `InvalidInput` (networks_invalid)."""
    wrong = _when_and_why(data.valid_from, data.legal_basis, today)
    if len(data.networks) > addresses.MOST_NETWORKS:
        wrong[""] = str(texts.MANY_NETWORKS).format(most=addresses.MOST_NETWORKS)
    read = [addresses.parse(line.network) for line in data.networks[: addresses.MOST_NETWORKS]]
    for row, (line, network) in enumerate(zip(data.networks, read, strict=False)):
        if network is None:
            wrong[f"network-{row}"] = str(texts.NOT_A_NETWORK).format(text=line.network[:60])
        elif found := addresses.faults(network, lan=settings.CONFIG.lan_networks):
            wrong[f"network-{row}"] = " ".join(texts.fault(one) for one in found)
    known = [one for one in read if one is not None]
    if len(known) == len(read):
        for one, other in addresses.overlapping(known):
            wrong.setdefault(f"network-{other - 1}", str(texts.NETWORK_TWICE).format(other=one))
    _refuse(wrong, "networks_invalid")
    return [(str(one), line.name.strip()[:100]) for one, line in zip(known, data.networks, strict=True)]


def _new_networks(work_place_id: int | None, unit_id: int | None, data: NetworkData) -> NetworkVersion:
    place = _place(work_place_id) if work_place_id is not None else None
    unit = people.unit(unit_id) if place is None and unit_id is not None else None
    if place is None and unit is None:
        raise InvalidInput("networks_invalid", texts.PLACE_NEEDED)
    basis = data.legal_basis.strip()[:300]
    return NetworkVersion(work_place=place, unit=unit, valid_from=data.valid_from, legal_basis=basis)


def _write(row: NetworkVersion, networks: Iterable[tuple[str, str]]) -> None:
    save(row)
    OfficeNetwork.objects.bulk_create(
        OfficeNetwork(version=row, network=network, name=name) for network, name in networks
    )


def _owner_unit(row: NetworkVersion) -> int:
    owner = row.work_place.unit_id if row.work_place else row.unit_id
    assert owner is not None  # the database holds one of the two
    return owner


def _same_owner(row: NetworkVersion) -> QuerySet[NetworkVersion]:
    return NetworkVersion.objects.filter(work_place=row.work_place_id, unit=row.unit_id)


def _area_version(version_id: int) -> AreaVersion:
    rows = AreaVersion.objects.select_for_update(of=("self",)).select_related("work_place")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise _no_version()
    lock(found.work_place)
    return found


def _network_version(version_id: int) -> NetworkVersion:
    rows = NetworkVersion.objects.select_for_update(of=("self",)).select_related("work_place", "unit")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise _no_version()
    lock(found.work_place or people.unit(_owner_unit(found)))
    return found


def _no_version() -> HadirError:
    return NotFound("version_not_found", texts.VERSION_NOT_FOUND)


def _only_founding(actor: Authority) -> None:
    if actor.actor.id is not None:
        raise NotPermitted("founding_only", texts.FOUNDING_ONLY)


def _record(actor: Authority, deed: str, row: AreaVersion | NetworkVersion, right: Right) -> None:
    if isinstance(row, AreaVersion):
        unit_id, subject = row.work_place.unit_id, f"work_place:{row.work_place_id}"
        detail: dict[str, object] = {"areas": row.areas}
    else:
        unit_id = _owner_unit(row)
        subject = f"work_place:{row.work_place_id}" if row.work_place_id else f"unit:{row.unit_id}"
        detail = {"networks": list(row.networks.values_list("network", flat=True))}
    detail |= {
        "version": row.pk,
        "from": row.valid_from.isoformat() if row.valid_from else None,
        "basis": row.legal_basis,
        "reason": row.reason,
    }
    audit.record(f"places.{deed}", actor=actor.actor, subject=subject, detail=detail, unit_id=unit_id, right=right)
