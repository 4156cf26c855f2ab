"""Commands that need the site's database: `hadir migrate`, `hadir manage …`, `hadir operator`.

Each starts the embedded server when it does not run; who starts it here leaves it running for the next command.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from hadir.config import Config, load_site
from hadir.lib.errors import InvalidInput, Unavailable
from hadir.lib.language import _
from hadir.postgres.service import database_url, web_role
from hadir.postgres.web_access import Weakness, remedy

if TYPE_CHECKING:
    from hadir.accounts.roles import Role

_MIGRATION_LOCK = 0x4861646972  # "Hadir"; any number that nobody else uses


def set_up() -> Config:
    """Settings read, database answering, Django ready."""
    config = load_site()
    database_url(config)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hadir.settings")
    import django

    django.setup()
    return config


def set_up_migrated() -> Config:
    """As `set_up`, for commands that use the tables: Unavailable `migrations_pending` when those are behind."""
    config = set_up()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unavailable("migrations_pending", _("Tabel basis data belum sesuai versi ini. Jalankan: hadir migrate"))
    return config


def migrate() -> None:
    """Bring tables, grants, row policies and static files up to date. Safe to repeat; a second process waits."""
    config = set_up()
    from django.core.management import call_command
    from django.db import connection

    from hadir.accounts import database_guard
    from hadir.web import collecting

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
    try:
        call_command("migrate", interactive=False, verbosity=1)
        call_command("createcachetable", verbosity=0)
        database_guard.apply(_known_role(config))
        collecting.collect()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])


def _known_role(config: Config) -> str | None:
    """The web's log-in, which must exist by now: we may not be allowed to make one on somebody else's server."""
    from hadir.accounts import database_guard

    role = web_role(config)
    if role is not None and not database_guard.exists(role):
        raise Unavailable(
            "web_log_in_missing",
            _(
                "Akun basis data {role} dari HADIR_DATABASE_WEB_URL belum ada. "
                "Jalankan sebagai pengelola PostgreSQL: {sql}"
            ).format(role=role, sql=remedy(Weakness.OWNS_TABLES, role)),
        )
    return role


def manage(context: typer.Context) -> None:
    """Django's own commands, for those who know them."""
    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hadir manage", *context.args])


def operator(
    username: Annotated[str, typer.Argument(help=_("Nama pengguna: huruf kecil, angka, titik, atau garis."))],
    name: Annotated[str, typer.Argument(help=_("Nama lengkap."))],
    email: Annotated[str, typer.Option(help=_("Alamat surel; tautan juga dikirim ke sana."))] = "",
    role: Annotated[
        str, typer.Option(help=_("platform_operator, hr_agency, auditor, dpo, atau appointing_authority."))
    ] = "platform_operator",
) -> None:
    """Open an account for a role in the whole region, or let one who lost the password in again; prints the link."""
    config = set_up_migrated()
    from django.db import transaction
    from django.urls import reverse
    from django.utils import timezone

    from hadir.accounts import invitations, permissions, services
    from hadir.accounts.models import User
    from hadir.lib.authority import System

    def link(token: str) -> str:
        return config.base_url + reverse("invitation", args=[token])

    with transaction.atomic():
        known = User.objects.filter(username=username).first()
        if known is not None:
            issued = invitations.restore_access(System(), user_id=known.pk, link=link, now=timezone.now())
        else:
            issued = invitations.open_account(
                System(), username=username, display_name=name, email=email, link=link, now=timezone.now()
            )
            today = permissions.today_for(issued.user)
            services.grant_role(
                System(), user_id=issued.user.pk, data=services.GrantData(_region_role(role), None, today)
            )
    typer.echo(_("Berikan tautan ini kepada {name}; berlaku sekali, selama 7 hari:").format(name=name))
    typer.echo(issued.link)


def _region_role(name: str) -> Role:
    from hadir.accounts.roles import OF_A_UNIT, RIGHT_TO_GRANT, Role

    wanted = next((role for role in RIGHT_TO_GRANT if role.value == name and role not in OF_A_UNIT), None)
    if wanted is None:
        raise InvalidInput("role_unknown", _("Peran ini tidak berlaku untuk seluruh daerah: {role}.").format(role=name))
    return Role(wanted)


def register(app: typer.Typer) -> None:
    """Mount the commands on `hadir`."""
    app.command("migrate", help=_("Siapkan atau perbarui tabel basis data."))(migrate)
    app.command(
        "manage",
        help=_("Perintah Django, misalnya: hadir manage shell"),
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )(manage)
    app.command(
        "operator", help=_("Buat akun operator platform, atau peran lain sedaerah, dan cetak tautan undangannya.")
    )(operator)
