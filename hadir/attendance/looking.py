"""Opening the pictures of a check-in under review: a look of its own, noted, for whoever holds the right just now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hadir.accounts import permissions
from hadir.accounts.models import User
from hadir.attendance import services
from hadir.attendance.models import Evidence, Punch
from hadir.attendance.presence import assessing, selectors
from hadir.attendance.presence.models import EvidencePicture, ReviewCase
from hadir.audit import services as audit
from hadir.lib.authority import Right
from hadir.lib.errors import NotFound

PICTURES_GONE = _("Gambarnya tidak disimpan, atau sudah dihancurkan menurut masa simpannya.")


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame; `role`: what it was taken for."""

    number: int
    role: str
    jpeg: bytes


def pictures(user: User, case_id: int) -> list[Picture]:
    """All pictures of a check-in that is reviewed, as one look. Its subject finds the look among the own data.

    Raises `NotFound` (review_not_found, pictures_gone), `NotPermitted` (not_permitted, elevation_needed).
    """
    case = selectors.case_for(user, case_id)
    permissions.require_elevated(user, Right.SEE_EVIDENCE, case.unit_id)
    found = _kept(case)
    if not found:
        raise NotFound("pictures_gone", PICTURES_GONE)
    audit.record_look(
        actor=user.actor,
        subject=f"employee:{case.employee_id}",
        what="attendance.evidence_seen",
        unit_id=case.unit_id,
        right=Right.SEE_EVIDENCE,
    )
    return found


def how_many(punch: Punch) -> int:
    """Pictures that are still kept."""
    frames = EvidencePicture.objects.filter(punch=punch).count()
    return frames or Evidence.objects.filter(punch=punch).count()


def _kept(case: ReviewCase) -> list[Picture]:
    rows = EvidencePicture.objects.filter(punch=case.punch).order_by("number")
    frames = [Picture(row.number, row.role, assessing.open_picture(row)) for row in rows]
    if frames:
        return frames
    portrait = Evidence.objects.filter(punch=case.punch).select_related("punch").first()
    return [Picture(1, "probe", services.open_evidence(portrait.punch))] if portrait is not None else []
