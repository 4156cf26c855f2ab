"""Sentences for what the schema check finds. pydantic speaks English only, so its error types are mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SENTENCES: dict[str, Promise | str] = {
    "missing": _("Wajib diisi."),
    "json_invalid": _("Bukan JSON yang sah."),
    "uuid_parsing": _("Bukan nomor sesi yang sah."),
    "literal_error": _("Nilai ini tidak dikenal."),
    "int_parsing": _("Harus berupa bilangan bulat."),
    "float_type": _("Harus berupa bilangan."),
    "float_parsing": _("Harus berupa bilangan."),
    "finite_number": _("Harus berupa bilangan berhingga."),
    "string_too_long": _("Terlalu panjang."),
    "string_type": _("Harus berupa teks."),
    "greater_than_equal": _("Terlalu kecil."),
    "less_than_equal": _("Terlalu besar."),
    "datetime_from_date_parsing": _("Bukan waktu yang sah."),
    "datetime_parsing": _("Bukan waktu yang sah."),
    "timezone_aware": _("Waktu harus menyebut zonanya."),
    "extra_forbidden": _("Isian ini tidak dikenal."),
}
_OTHERWISE = _("Nilai ini tidak sah.")


def invalid_fields(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Field path to sentence, in the reader's language."""
    found: dict[str, str] = {}
    for error in errors:
        path = [str(part) for part in error.get("loc", ()) if part not in ("body", "payload", "path", "header")]
        found[".".join(path) or "body"] = str(_SENTENCES.get(str(error.get("type")), _OTHERWISE))
    return found
