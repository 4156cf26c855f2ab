"""`hadir days`: derive day records anew, and prove that they follow from their facts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from hadir.lib.errors import InvalidInput, NotFound
from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.periods.rules import Month
    from hadir.workdays.services import Difference

app = typer.Typer(no_args_is_help=True, help=_("Rekap harian: hitung ulang dan periksa."))
_SHOWN = 20

MonthText = Annotated[str, typer.Option("--month", help=_("Bulan, misalnya 2026-10; tanpa ini bulan berjalan."))]
Nip = Annotated[str, typer.Option("--employee", help=_("NIP seorang pegawai; tanpa ini semua pegawai."))]
Json = Annotated[bool, typer.Option("--json", help=_("Keluaran JSON."))]


@app.command("rebuild", help=_("Hitung ulang rekap harian satu bulan dari catatan dasarnya."))
def rebuild(month: MonthText = "", employee: Nip = "", as_json: Json = False) -> None:
    """May be repeated: what does not differ is not touched. Locked months get proposals of difference instead."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone
    from rich.progress import Progress

    from hadir.workdays import services

    wanted, people = _month(month), _people(employee)
    with Progress(transient=True, disable=as_json) as bar:
        task = bar.add_task(_("Menghitung"), total=None)
        done = services.rebuild(
            wanted.first,
            wanted.last,
            now=timezone.now(),
            employee_ids=people,
            progress=lambda count, total: bar.update(task, completed=count, total=total),
        )
    if as_json:
        figures = {"days": done.days, "changed": done.changed, "removed": done.removed}
        typer.echo(json.dumps(figures | {"differences": done.differences}))
        return
    typer.echo(
        _("{days} hari dihitung: {changed} berubah, {removed} dihapus.").format(
            days=done.days, changed=done.changed, removed=done.removed
        )
    )
    if done.differences:
        typer.echo(_("{count} selisih pada bulan terkunci menunggu jurnal koreksi.").format(count=done.differences))


@app.command("verify", help=_("Hitung di memori dan sebutkan hari yang tidak sama dengan yang tersimpan."))
def verify(month: MonthText = "", employee: Nip = "", as_json: Json = False) -> None:
    """Exit status 1 when a day differs. Days of locked months that wait for a journal differ too."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from django.utils import timezone

    from hadir.workdays import services

    wanted = _month(month)
    found = list(services.verify(wanted.first, wanted.last, now=timezone.now(), employee_ids=_people(employee)))
    if as_json:
        typer.echo(json.dumps([{"employee": one.employee_id, "day": str(one.day), "kind": one.kind} for one in found]))
    else:
        _say(found)
    if found:
        raise typer.Exit(1)


def _say(found: list[Difference]) -> None:
    kinds = {
        "changed": _("berbeda"),
        "lacking": _("belum tersimpan"),
        "extra": _("seharusnya tidak ada"),
    }
    for one in found[:_SHOWN]:
        typer.echo(
            _("Pegawai {employee}, {day}: {what}").format(
                employee=one.employee_id, day=one.day.isoformat(), what=kinds[one.kind]
            )
        )
    if len(found) > _SHOWN:
        typer.echo(_("... dan {count} hari lain.").format(count=len(found) - _SHOWN))
    if not found:
        typer.echo(_("Semua hari sama dengan catatan dasarnya."))


def _month(text: str) -> Month:
    from hadir.people import selectors as people
    from hadir.periods.rules import Month

    if not text:
        return Month.of(people.today_in_region())
    try:
        return Month.parse(text)
    except ValueError as error:
        raise InvalidInput("month", _("Tulis bulan seperti 2026-10.")) from error


def _people(nip: str) -> list[int] | None:
    from hadir.people.models import Employee

    if not nip:
        return None
    found = Employee.objects.filter(nip=nip).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("employee_not_found", _("Tidak ada pegawai dengan NIP itu."))
    return [found]
