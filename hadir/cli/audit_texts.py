"""Sentences of `hadir audit`: what is wrong with which entry."""

from __future__ import annotations

from hadir.lib.chain import Finding, FindingKind
from hadir.lib.language import _


def sentence(found: Finding) -> str:
    """One fault in words, with the number, action and subject of the entry where they are known."""
    words = {
        FindingKind.CHANGED: _("isi atau sidiknya diubah"),
        FindingKind.REPLACED: _("diganti: catatan sesudahnya disambung ke catatan lain"),
        FindingKind.MISSING: _("hilang"),
        FindingKind.REPEATED: _("nomornya dipakai dua kali: disalin atau disisipkan"),
        FindingKind.MISPLACED: _("tidak pada urutannya: dipindahkan atau disisipkan"),
        FindingKind.REWRITTEN: _("ditulis ulang: tidak cocok dengan kepala yang ditandatangani"),
        FindingKind.UNREADABLE: _("baris ini bukan catatan yang dapat dibaca"),
        FindingKind.HEAD_INVALID: _("kepala atau penutup tidak asli: berubah atau ditandatangani kunci lain"),
        FindingKind.CUT: _("penutup bertanda tangan tidak ada: berkas terpotong"),
        FindingKind.ADDED: _("ditambahkan sesudah penutup bertanda tangan"),
    }[found.kind]
    return f"{_place(found)}: {words}"


def _place(found: Finding) -> str:
    numbers = str(found.seq) if found.until in (None, found.seq) else f"{found.seq}-{found.until}"
    name = _("Catatan {numbers}").format(numbers=numbers) if found.seq else _("Berkas")
    if found.action:
        name += f" ({found.action} {found.subject})"
    return name + (_(", baris {line}").format(line=found.line) if found.line else "")
