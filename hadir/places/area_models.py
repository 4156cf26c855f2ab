"""Areas and networks of offices in dated versions, and who may also be where."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from hadir.accounts.second_person import Proposed, Status, status_known
from hadir.people.models import Employee, OrgUnit, WorkPlace
from hadir.places import shapes
from hadir.places.rules import Shape


class CidrField(models.CharField):  # type: ignore[type-arg]
    """A network (IPv4 or IPv6), compared by PostgreSQL: `network >>= address`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 49
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        del connection
        return "cidr"

    def from_db_value(self, value: object, *_more: object) -> str:
        return str(value)


def _never_overlapping(name: str, key: str) -> ExclusionConstraint:
    """On no day two versions of the same thing are in force."""
    number = Func(F(key), F(key), Value("[]"), function="int8range", output_field=BigIntegerRangeField())
    days = Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(number, RangeOperators.OVERLAPS), (days, RangeOperators.OVERLAPS)],
        condition=Q(status=Status.CONFIRMED.value) & Q(**{f"{key}__isnull": False}),
    )


class Version(Proposed):
    """Everything that is known of one thing from a day on, until the next version. Never changed once it is decided,
    but for its last day."""

    valid_from = models.DateField(_("berlaku mulai"), null=True, blank=True)  # empty: since before the records began
    valid_to = models.DateField(_("berlaku sampai"), null=True, blank=True)
    legal_basis = models.CharField(_("dasar"), max_length=300)

    class Meta:
        abstract = True


class AreaVersion(Version):
    """The areas of a work place; without any, its position counts for nothing from that day on."""

    work_place = models.ForeignKey(WorkPlace, on_delete=models.PROTECT, related_name="area_versions")
    areas = models.JSONField(default=list, blank=True)  # [{"name": ..., **shapes.encode(shape)}, ...]

    class Meta:
        ordering = ["-id"]
        constraints = [
            status_known("places_area_status"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="places_area_basis"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_area_span",
            ),
            models.UniqueConstraint(
                fields=["work_place"], condition=Q(status=Status.PROPOSED.value), name="places_area_one_waiting"
            ),
            _never_overlapping("places_area_once", "work_place"),
        ]

    def __str__(self) -> str:
        return f"areas of work place {self.work_place_id} from {self.valid_from} ({self.status})"

    @property
    def shapes(self) -> list[tuple[str, Shape]]:
        """Name and shape of each area."""
        return [(one["name"], shapes.decode(one)) for one in self.areas]


class NetworkVersion(Version):
    """The networks of one work place, or of all offices of a unit and below it."""

    work_place = models.ForeignKey(
        WorkPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="network_versions"
    )
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="network_versions")

    class Meta:
        ordering = ["-id"]
        constraints = [
            status_known("places_network_status"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="places_network_basis"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="places_network_span",
            ),
            models.CheckConstraint(
                condition=Q(work_place__isnull=True, unit__isnull=False)
                | Q(work_place__isnull=False, unit__isnull=True),
                name="places_network_of_one",
            ),
            models.UniqueConstraint(
                fields=["work_place", "unit"],
                condition=Q(status=Status.PROPOSED.value),
                nulls_distinct=False,
                name="places_network_one_waiting",
            ),
            _never_overlapping("places_network_of_place_once", "work_place"),
            _never_overlapping("places_network_of_unit_once", "unit"),
        ]

    def __str__(self) -> str:
        return f"networks of {self.work_place_id or self.unit_id} from {self.valid_from} ({self.status})"


class OfficeNetwork(models.Model):
    """One network of a version."""

    version = models.ForeignKey(NetworkVersion, on_delete=models.CASCADE, related_name="networks")
    network = CidrField(_("jaringan"))
    name = models.CharField(_("keterangan"), max_length=100, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "network"], name="places_network_line_once")]
        indexes = [GistIndex(fields=["network"], opclasses=["inet_ops"], name="places_network_of_address")]

    def __str__(self) -> str:
        return str(self.network)


class PlaceAssignment(models.Model):
    """Somebody may also be at another work place, or within an area of a letter. The regular place still counts.

    `source` names what it follows from ("duty_letter:12"), empty when an officer entered it.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="place_assignments")
    work_place = models.ForeignKey(
        WorkPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    area = models.JSONField(null=True, blank=True)  # {"name": ..., **shapes.encode(shape)}
    first = models.DateField(_("mulai"))
    last = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("dasar"), max_length=300)
    source = models.CharField(max_length=60, blank=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.BigIntegerField(null=True, blank=True)
    assigned_by_label = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)  # when somebody made it shorter
    ended_by_label = models.CharField(max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)  # it counted on no day

    class Meta:
        ordering = ["-first", "-id"]
        indexes = [models.Index(fields=["employee", "first"], name="places_assigned_to")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="places_assigned_span"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="places_assigned_basis"),
            models.CheckConstraint(
                condition=Q(work_place__isnull=True, area__isnull=False)
                | Q(work_place__isnull=False, area__isnull=True),
                name="places_assigned_one",
            ),
        ]

    def __str__(self) -> str:
        return f"employee {self.employee_id} may be at {self.work_place_id or 'an area'} from {self.first}"
