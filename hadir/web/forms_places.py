"""What is typed on the pages of places: areas as tables of points, networks as lines, and assignments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hadir.people.models import WorkPlace
from hadir.places.rules import Circle, Polygon, Shape
from hadir.places.services import NetworkLine
from hadir.places.shapes import MOST_AREAS, MOST_POINTS, NamedArea
from hadir.web.forms import PlainForm, WorkPlaceChoice

if TYPE_CHECKING:
    from django.db.models import QuerySet

_SPARE_POINTS = 3
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@dataclass(slots=True)
class TypedArea:
    """One area as the page shows it: texts, so that what cannot be read stays to be mended. `number` counts from 0."""

    number: int
    name: str = ""
    kind: str = "circle"
    points: list[tuple[str, str]] = field(default_factory=list)
    radius: str = ""
    error: str = ""

    @property
    def rows(self) -> list[tuple[int, str, str]]:
        """Points with their numbers from 1; of a circle the centre, of a polygon a few empty ones to fill."""
        wanted = 1 if self.is_circle else _SPARE_POINTS
        shown = (self.points[:1] if self.is_circle else self.points) or [("", "")] * wanted
        return [(number, latitude, longitude) for number, (latitude, longitude) in enumerate(shown, 1)]

    @property
    def is_circle(self) -> bool:
        return self.kind == "circle"


def shown_areas(areas: Iterable[NamedArea]) -> list[TypedArea]:
    """Areas as a form shows them."""
    return [_shown(number, one.name, one.shape) for number, one in enumerate(areas)]


def _shown(number: int, name: str, shape: Shape) -> TypedArea:
    if isinstance(shape, Circle):
        centre = [(f"{shape.latitude:.6f}", f"{shape.longitude:.6f}")]
        return TypedArea(number, name, "circle", centre, f"{shape.radius_m:g}")
    return TypedArea(number, name, "polygon", [(f"{lat:.6f}", f"{lon:.6f}") for lat, lon in shape.points])


def typed_areas(post: QueryDict) -> list[TypedArea]:
    """What was sent, whatever it is; no more areas and points than there may be."""
    count = min(_whole(post.get("areas", "")), MOST_AREAS)
    return [_typed(post, number) for number in range(count)]


def _typed(post: QueryDict, number: int) -> TypedArea:
    latitudes, longitudes = (
        [text.strip()[:20] for text in post.getlist(f"{name}-{number}")[: MOST_POINTS + 1]] for name in ("lat", "lon")
    )
    points = [pair for pair in zip(latitudes, longitudes, strict=False) if pair != ("", "")]
    kind = "polygon" if post.get(f"kind-{number}") == "polygon" else "circle"
    name = post.get(f"name-{number}", "").strip()[:100].replace("\x00", "")
    return TypedArea(number, name, kind, points, post.get(f"radius-{number}", "").strip()[:20])


def press(areas: list[TypedArea], deed: str) -> list[TypedArea]:
    """The buttons of the form that only change the form: circle, polygon, drop-N, point-N."""
    word, _dash, number = deed.partition("-")
    if word in ("circle", "polygon") and len(areas) < MOST_AREAS:
        areas = [*areas, TypedArea(len(areas), kind=word)]
    elif word == "drop":
        areas = [one for one in areas if str(one.number) != number]
    elif word == "point":
        for one in areas:
            if str(one.number) == number and not one.is_circle:
                one.points.extend([("", "")] * _SPARE_POINTS)
    for place, one in enumerate(areas):
        one.number = place
    return areas


def read_areas(areas: Sequence[TypedArea]) -> list[NamedArea] | None:
    """The areas; None when one cannot be read, which then says so in `error`."""
    found = []
    for one in areas:
        shape = _shape(one)
        if shape is not None:
            found.append(NamedArea(one.name, shape))
    return found if len(found) == len(areas) else None


def _shape(area: TypedArea) -> Shape | None:
    points = []
    for number, (latitude, longitude) in enumerate(area.points, 1):
        pair = _number(latitude), _number(longitude)
        if pair[0] is None or pair[1] is None:
            area.error = _now("Titik %(number)s tidak terbaca. Tulis derajat desimal, misalnya -2,635900.") % {
                "number": number
            }
            return None
        points.append((pair[0], pair[1]))
    if not area.is_circle:
        return Polygon(tuple(points))
    radius = _number(area.radius)
    if not points or radius is None:
        area.error = _now("Lingkaran memerlukan titik pusat dan radius dalam meter.")
        return None
    return Circle(*points[0], radius)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def network_lines(text: str) -> list[NetworkLine]:
    """One network a line, what follows it is its name; empty lines do not count."""
    lines = [line.split(maxsplit=1) for line in text.replace("\x00", "").splitlines() if line.strip()]
    return [NetworkLine(parts[0][:60], parts[1] if len(parts) > 1 else "") for parts in lines]


class ProposalForm(PlainForm):
    """From when, and by what paper."""

    valid_from = forms.DateField(label=_("Berlaku mulai"), widget=_DATE)
    legal_basis = forms.CharField(
        label=_("Dasar"), max_length=300, help_text=_("Nomor surat, keputusan, atau berita acara.")
    )


class AreaForm(ProposalForm):
    meant = forms.BooleanField(
        label=_("Koordinat di luar Indonesia memang benar (misalnya kantor penghubung)."), required=False
    )


class NetworkForm(ProposalForm):
    networks = forms.CharField(
        label=_("Jaringan"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("Satu per baris, keterangan di belakangnya: 203.0.113.0/28 Jalur utama. Kosong: tidak ada."),
    )
    field_order = ("networks", "valid_from", "legal_basis")


class ImportForm(ProposalForm):
    file = forms.FileField(label=_("Berkas"), help_text=_("CSV, GeoJSON, atau KML, paling besar 2 MB."))
    field_order = ("file", "valid_from", "legal_basis")


class AssignForm(PlainForm):
    work_place = WorkPlaceChoice(label=_("Tempat kerja"), queryset=WorkPlace.objects.none())
    first = forms.DateField(label=_("Mulai"), widget=_DATE)
    last = forms.DateField(
        label=_("Sampai"), required=False, widget=_DATE, help_text=_("Kosong: sampai ada perubahan.")
    )
    basis = forms.CharField(label=_("Dasar (nomor surat)"), max_length=300)

    def __init__(self, *args: Any, places: QuerySet[WorkPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_place"].queryset = places  # type: ignore[attr-defined]


class AreaField(forms.CharField):
    """A circle typed in one line: latitude, longitude, radius in metres. Its value is the shape, None when empty."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        parts = [_number(part.strip()) for part in (text.split(";") if ";" in text else text.split(","))]
        numbers = [one for one in parts if one is not None]
        if len(numbers) != 3 or len(parts) != 3:
            raise forms.ValidationError(_("Tulis tiga angka: lintang, bujur, radius. Desimal dengan titik."))
        return Circle(*numbers)
