"""`hadir role`: who oversees others is named on the server, and so is the second person of a regency that has one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hadir.lib.language import _

if TYPE_CHECKING:
    from hadir.accounts.models import User
    from hadir.accounts.roles import Role

app = typer.Typer(no_args_is_help=True, help=_("Peran: beri, akhiri, tampilkan."))

_LOGIN = typer.Argument(help=_("NIP atau nama pengguna yang sudah punya akun."))
_ROLE = typer.Argument(help=_("hr_agency, auditor, dpo, appointing_authority, platform_operator, opd_operator, …"))
_UNIT = typer.Option(help=_("Kode unit; wajib untuk peran OPD."))


@app.command(help=_("Beri peran kepada akun yang sudah ada, tanpa orang kedua."))
def grant(
    login: Annotated[str, _LOGIN],
    role: Annotated[str, _ROLE],
    unit: Annotated[str, _UNIT] = "",
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_("Hari terakhir."))] = None,
    basis: Annotated[str, typer.Option(help=_("Dasar, mis. 'SK Bupati 12/2026'."))] = "",
) -> None:
    """From today on. The log names the command line as the giver."""
    account = _account(login)
    from hadir.accounts import permissions, services
    from hadir.lib.authority import System

    begin = permissions.today_for(account)
    last: date | None = until.date() if until else None
    data = services.GrantData(_role(role), _unit(unit), begin, last, basis)
    services.grant_role(System("hadir role grant"), user_id=account.pk, data=data)
    typer.echo(_("{name} memegang peran {role}.").format(name=account.display_name, role=role))


@app.command(help=_("Akhiri peran yang sedang berlaku."))
def end(login: Annotated[str, _LOGIN], role: Annotated[str, _ROLE], unit: Annotated[str, _UNIT] = "") -> None:
    """At once; the grant stays on record."""
    account = _account(login)
    from django.utils import timezone

    from hadir.accounts import services
    from hadir.lib.authority import System
    from hadir.lib.errors import NotFound

    found = account.grants.filter(role=_role(role), unit=_unit(unit), revoked_at__isnull=True).first()
    if found is None:
        raise NotFound("grant_not_found", _("{name} tidak memegang peran itu.").format(name=account.display_name))
    services.revoke_grant(System("hadir role end"), grant_id=found.pk, now=timezone.now())
    typer.echo(_("Peran {role} dari {name} diakhiri.").format(name=account.display_name, role=role))


@app.command("list", help=_("Siapa memegang peran apa."))
def show() -> None:
    """Every grant that was not revoked."""
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.accounts.selectors import operators

    for row in operators():
        scope = row.unit.code if row.unit is not None else "*"
        last = row.valid_to.isoformat() if row.valid_to else ""
        typer.echo(f"{row.role:22} {scope:12} {row.user.username:20} {row.valid_from}..{last}")


def _account(login: str) -> User:
    from hadir.cli.django_commands import set_up_migrated

    set_up_migrated()
    from hadir.accounts import holdings

    return holdings.account_by_login(login)


def _role(name: str) -> Role:
    from hadir.accounts.roles import Role
    from hadir.lib.errors import InvalidInput

    try:
        return Role(name)
    except ValueError as error:
        names = ", ".join(Role.values)
        raise InvalidInput("role_unknown", _("Peran tidak dikenal. Pilih: {names}.").format(names=names)) from error


def _unit(code: str) -> int | None:
    from hadir.lib.errors import NotFound
    from hadir.people.models import OrgUnit

    if not code:
        return None
    found: OrgUnit | None = OrgUnit.objects.filter(code=code).first()
    if found is None:
        raise NotFound("unit_not_found", _("Tidak ada unit dengan kode {code}.").format(code=code))
    return int(found.pk)
