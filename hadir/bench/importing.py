"""How long a region's people take from file to database: an invented SIASN export, every step timed."""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection

from hadir.lib.authority import System
from hadir.people import selectors
from hadir.people import services as organising
from hadir.people.importing import services
from hadir.people.importing.services import Consent, Options, Upload
from hadir.people.importing.shapes import Kind
from hadir.people.models import Employee, ImportBatch

_ACTOR = System("hadir bench import")
_AGENCIES, _UNITS_EACH = 40, 12
_HEAD = (
    *("pns_id", "nip_baru", "nip_lama", "nama", "gelar_depan", "gelar_belakang", "tempat_lahir_nama", "tanggal_lahir"),
    *("jenis_kelamin", "agama_nama", "jenis_kawin_nama", "nik", "nomor_hp", "email", "email_gov", "alamat"),
    *("npwp_nomor", "bpjs", "jenis_pegawai_nama", "kedudukan_hukum_nama", "status_cpns_pns", "tmt_cpns", "tmt_pns"),
    *("gol_akhir_id", "gol_akhir_nama", "tmt_golongan", "jenis_jabatan_nama", "jabatan_nama", "tmt_jabatan"),
    *("tingkat_pendidikan_nama", "pendidikan_nama", "kpkn_nama", "lokasi_kerja_nama", "unor_id", "unor_nama"),
)


@dataclass
class Timing:
    """Seconds by step, and the statements sent."""

    seconds: dict[str, float] = field(default_factory=dict)
    cpu: float = 0.0
    statements: int = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun, worked = time.perf_counter(), cpu_seconds()
        with connection.execute_wrapper(self._count):
            yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun
        self.cpu += cpu_seconds() - worked

    def _count(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def measure(*, employees: int, now: datetime, today: date) -> dict[str, Any]:
    """In an empty database with a region. First the units, then everybody twice: the second time changes nothing."""
    region = selectors.region()
    if region is None:
        raise RuntimeError("found a region first")
    organising.create_work_place(
        _ACTOR, unit_id=region.pk, data=organising.WorkPlaceData(name="Kantor Ukur", time_zone="Asia/Jakarta")
    )
    units, unit_file = _units(region.pk)
    _run(Upload(unit_file, "unor.csv", Kind.UNITS), Options(region.pk, today), Timing(), now, today)
    data = _people_file(employees, units)
    first, again = Timing(), Timing()
    batch = _run(Upload(data, "pegawai.csv", Kind.PEOPLE), Options(region.pk, today), first, now, today)
    repeated = _run(Upload(data, "pegawai.csv", Kind.PEOPLE), Options(region.pk, today), again, now, today)
    if batch.counts.get("new") != employees or repeated.counts.get("unchanged") != employees:
        raise RuntimeError(f"the import did not do what it should: {batch.counts}, {repeated.counts}")
    return {
        "employees": Employee.objects.count(),
        "file_mb": round(len(data) / 2**20, 1),
        "parse_s": round(first.seconds["parse"], 1),
        "check_s": round(first.seconds["check"], 1),
        "apply_s": round(first.seconds["apply"], 1),
        "total_s": round(sum(first.seconds.values()), 1),
        "again_s": round(sum(again.seconds.values()), 1),
        "cpu_s": round(first.cpu, 1),
        "again_cpu_s": round(again.cpu, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "sql_statements": first.statements,
    }


def _run(upload: Upload, options: Options, timing: Timing, now: datetime, today: date) -> ImportBatch:
    with timing.step("parse"):
        batch = services.stage(_ACTOR, upload=upload, options=options, now=now, today=today)
    with timing.step("check"):
        batch = services.check(batch.pk, today=today)
    with timing.step("apply"):
        services.confirm(_ACTOR, batch_id=batch.pk, consent=Consent(batch.plan_digest), today=today)
        return services.apply(_ACTOR, batch_id=batch.pk, now=now, today=today)


def cpu_seconds() -> float:
    """What this process, its readers and its database connection have worked: says more than the clock on a busy
    machine. The database's part is missing when it runs elsewhere."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system + _database_seconds()


def _database_seconds() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _units(region_id: int) -> tuple[list[tuple[str, str]], bytes]:
    """Ids and names of the lowest units, and the list as a file."""
    lines, lowest = ["Id;NamaUnor;DiatasanId", f"{0:032X};Kabupaten Ukur;"], []
    for agency in range(1, _AGENCIES + 1):
        lines.append(f"{agency:032X};Dinas Ukur {agency};{0:032X}")
        for unit in range(1, _UNITS_EACH + 1):
            name = f"Bidang {unit} Dinas Ukur {agency}"
            lowest.append((f"{agency * 1000 + unit:032X}", name))
            lines.append(f"{lowest[-1][0]};{name};{agency:032X}")
    return lowest, "\n".join(lines).encode()


def _people_file(employees: int, units: list[tuple[str, str]]) -> bytes:
    random = Random(2026)  # noqa: S311 - invented people, the same every time
    text = io.StringIO()
    text.write(";".join(_HEAD) + "\r\n")
    for number in range(employees):
        text.write(";".join(_person(number, random, units)) + "\r\n")
    return text.getvalue().encode()


def _person(number: int, random: Random, units: list[tuple[str, str]]) -> tuple[str, ...]:
    born = date(1967 + number % 33, number // 33 % 12 + 1, number // 396 % 28 + 1)
    sex = number // 11_088 % 2 + 1
    appointed = f"{born.year + 24}{random.randint(1, 12):02d}"
    nip = f"{born:%Y%m%d}{appointed}{sex}{number // 22_176 % 999 + 1:03d}"
    unit_id, unit_name = random.choice(units)
    since = f"01-{random.randint(1, 12):02d}-{random.randint(2018, 2025)}"
    return (
        *(f"{number:032X}", nip, "", f"Pegawai Ukur {number}", "", "S.E.", "Kota Ukur", f"{born:%d-%m-%Y}"),
        *("M" if sex == 1 else "F", "-", "-", "0" * 16, f"0812{number:08d}", "", f"p{number}@ukur.example"),
        *("Jalan Ukur 1", "0" * 15, "0" * 13, "PNS Daerah", "Aktif", "P", f"01-01-{born.year + 24}"),
        *(f"01-01-{born.year + 25}", "31", "III/a", since, "Pelaksana", "Pengelola Kepegawaian", since),
        *("S-1", "S-1 Ekonomi", "KPPN Ukur", "Kabupaten Ukur", unit_id, unit_name),
    )
