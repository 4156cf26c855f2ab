"""The terms of a kind of absence in sentences, for whoever asks and for whoever checks them against the law."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hadir.leave.models import AbsenceType
from hadir.leave.rules import Counting, Decider


def terms(kind: AbsenceType) -> list[str]:
    """One sentence a limit, in the order in which people ask. Papers are named apart: pages mark their language."""
    found = [_("Dihitung dalam %(unit)s.") % {"unit": kind.get_counting_display()}, *_entitlement(kind), *_length(kind)]
    if kind.min_service_months:
        sentence = _("Setelah bekerja %(months)d bulan.") % {"months": kind.min_service_months}
        if kind.exception:
            sentence += " " + _("Pengecualian: %(what)s.") % {"what": kind.exception.lower()}
        found.append(sentence)
    if kind.again_after_months:
        found.append(_("Dapat diambil lagi setelah %(months)d bulan.") % {"months": kind.again_after_months})
    if kind.most_times is not None:
        found.append(_("Untuk anak ke-1 sampai ke-%(most)d.") % {"most": kind.most_times})
    found.append(_("Diputus: %(who)s.") % {"who": kind.get_decider_display()})
    if kind.decider in {Decider.SUPERIOR.value, Decider.VERIFIER.value}:
        found.append(_latest(kind))
    if kind.counts_as_work:
        found.append(_("Dihitung sebagai hari kerja."))
    return found


def _entitlement(kind: AbsenceType) -> list[str]:
    if kind.yearly_days is None:
        return []
    found = [_("%(days)d hari setahun.") % {"days": kind.yearly_days}]
    if kind.carry_days:
        total = kind.yearly_days + kind.carry_days
        found.append(
            _("Sisa paling banyak %(days)d hari dibawa ke tahun berikutnya, sehingga %(total)d hari.")
            % {"days": kind.carry_days, "total": total}
        )
    else:
        found.append(_("Sisa tidak dibawa ke tahun berikutnya."))
    if kind.deferred_total:
        found.append(
            _("Yang ditangguhkan karena dinas dibawa pula, paling banyak menjadi %(total)d hari.")
            % {"total": kind.deferred_total}
        )
    if kind.travel_days:
        found.append(
            _("Ke tempat yang sulit dijangkau ditambah paling lama %(days)d hari kalender.")
            % {"days": kind.travel_days}
        )
    return found


def _length(kind: AbsenceType) -> list[str]:
    if kind.longest is None or kind.counting == Counting.HOURS.value:
        return []
    found = [_("Paling lama %(n)d %(unit)s.") % {"n": kind.longest, "unit": kind.get_longest_unit_display()}]
    if kind.extension:
        found.append(
            _("Dapat diperpanjang %(n)d %(unit)s.") % {"n": kind.extension, "unit": kind.get_longest_unit_display()}
        )
    return found


def _latest(kind: AbsenceType) -> str:
    if not kind.late_days:
        return _("Diajukan paling lambat pada hari pertama.")
    return ngettext(
        "Diajukan paling lambat %(days)d hari setelah mulai.",
        "Diajukan paling lambat %(days)d hari setelah mulai.",
        kind.late_days,
    ) % {"days": kind.late_days}
