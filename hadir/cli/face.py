"""`hadir face`: compare two photos, measure and calibrate the engine. Needs neither database nor Django.

Only the commands and their options; `face_work` does the work and is imported when a command runs, because the
inference runtime takes its time to load and `hadir --help` must not wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from hadir.lib.language import _

app = typer.Typer(no_args_is_help=True, help=_("Mesin wajah: bandingkan, ukur, kalibrasi."))

AsJson = Annotated[bool, typer.Option("--json", help=_("Keluaran JSON di keluaran standar."))]
Report = Annotated[Path | None, typer.Option("--report", help=_("Tulis laporan HTML ke berkas ini."))]
Workers = Annotated[int | None, typer.Option(min=1, help=_("Jumlah proses; bawaan: satu per inti prosesor."))]
Precision = Annotated[
    Literal["auto", "bf16", "f32"], typer.Option(help=_("Ketelitian hitung; bagian dari versi mesin."))
]
Target = Annotated[Literal["1e-3", "1e-4", "1e-5"], typer.Option("--fmr", help=_("Sasaran laju salah cocok."))]
Images = Annotated[Path, typer.Option("--images", help=_("Folder berisi satu folder per orang."))]
Frames = Annotated[Path, typer.Option("--frames", help=_("CSV dengan kolom path,label,subject,session."))]
Root = Annotated[Path, typer.Option("--root", help=_("Folder asal kolom path."))]


@app.command(help=_("Bandingkan dua foto: orang yang sama atau bukan."))
def compare(
    first: Annotated[Path, typer.Argument(metavar="A.jpg", help=_("Foto pertama."))],
    second: Annotated[Path, typer.Argument(metavar="B.jpg", help=_("Foto kedua."))],
    target: Target = "1e-4",
    precision: Precision = "auto",
    as_json: AsJson = False,
) -> None:
    """Exit status 0 for both answers; 1 when a photo cannot be used."""
    from hadir.cli import face_work

    face_work.compare(first, second, target=target, precision=precision, as_json=as_json)


@app.command(help=_("Ukur ketepatan pengenalan pada foto sendiri (ISO/IEC 19795-1)."))
def evaluate(
    *,
    images: Images,
    pairs: Annotated[Path | None, typer.Option("--pairs", help=_("CSV dengan kolom file1,file2,same."))] = None,
    report: Report = None,
    workers: Workers = None,
    precision: Precision = "auto",
    as_json: AsJson = False,
) -> None:
    """FNMR at named FMRs, for single images and for templates of 5 against probes of 3."""
    from hadir.cli import face_work

    face_work.evaluate(images, pairs, face_work.Run(report, workers, precision, as_json))


@app.command("pad-evaluate", help=_("Ukur ketahanan terhadap foto dan layar palsu (ISO/IEC 30107-3)."))
def pad_evaluate(
    *,
    frames: Frames,
    root: Root,
    threshold: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help=_("Ambang skor asli; bawaan: dari kalibrasi."))
    ] = None,
    report: Report = None,
    workers: Workers = None,
    precision: Precision = "auto",
    as_json: AsJson = False,
) -> None:
    """APCER for each species, BPCER and AUC of the passive signal."""
    from hadir.cli import face_work

    face_work.pad_evaluate(frames, root, threshold, face_work.Run(report, workers, precision, as_json))


@app.command("session-evaluate", help=_("Ukur ketahanan seluruh sesi terhadap serangan (ISO/IEC 30107-3)."))
def session_evaluate(
    *,
    sessions: Annotated[
        Path,
        typer.Option("--sessions", help=_("Folder berisi satu folder per sesi, dengan session.json dan bingkainya.")),
    ],
    report: Annotated[
        Path | None, typer.Option("--html", "--report", help=_("Tulis laporan HTML ke berkas ini."))
    ] = None,
    target: Annotated[
        Literal["1e-3", "1e-4", "1e-5"] | None,
        typer.Option("--fmr", help=_("Sasaran laju salah cocok; bawaan: seperti pada absen.")),
    ] = None,
    workers: Workers = None,
    precision: Precision = "auto",
    as_json: AsJson = False,
) -> None:
    """APCER of each species, BPCER, answers missing and RIAPAR of script, verdict and recognition together."""
    from hadir.cli import face_sessions, face_work

    face_sessions.session_evaluate(sessions, target, face_work.Run(report, workers, precision, as_json))


@app.command(help=_("Tetapkan ambang versi mesin ini dari pengukuran dan simpan di samping mesin."))
def calibrate(
    *,
    images: Annotated[
        Path | None, typer.Option("--images", help=_("Folder berisi satu folder per orang; ambang pengenalan."))
    ] = None,
    frames: Annotated[
        Path | None, typer.Option("--frames", help=_("CSV dengan kolom path,label,subject,session; sinyal pasif."))
    ] = None,
    root: Annotated[Path | None, typer.Option("--root", help=_("Folder asal kolom path."))] = None,
    sessions: Annotated[
        list[Path] | None, typer.Option("--sessions", help=_("Folder rekaman sesi, boleh beberapa; tanda kehidupan."))
    ] = None,
    material: Annotated[str, typer.Option(help=_("Nama bahan ukur, untuk dicatat dalam kalibrasi."))] = "",
    max_apcer: Annotated[
        float, typer.Option(min=0.0, max=1.0, help=_("Bagian serangan tiap jenis yang paling banyak boleh lolos."))
    ] = 0.01,
    output: Annotated[Path | None, typer.Option(help=_("Folder kalibrasi; bawaan: di samping mesin."))] = None,
    workers: Workers = None,
    precision: Precision = "auto",
) -> None:
    """Thresholds for recognition, for the passive signal and for liveness; what is not given stays as it was."""
    from hadir.cli import face_calibration, face_work

    listed = (frames, root) if frames is not None and root is not None else None
    given = face_calibration.Material(images, listed, tuple(sessions or ()), material, max_apcer)
    face_calibration.calibrate(given, output, face_work.Run(None, workers, precision, as_json=False))
