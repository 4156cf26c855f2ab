"""The chain on one frame: decode, detect, exactly one face, mesh, quality, spoof signal, embedding.

An `Engine` is not thread-safe: it owns its nets' buffers. The pool gives each worker process its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from hadir.faceengine import align, colours, crops, jpeg, mesh, quality, weights
from hadir.faceengine.compare import average
from hadir.faceengine.detect import Detector
from hadir.faceengine.embed import Recogniser
from hadir.faceengine.eyes import EyeContour
from hadir.faceengine.jpeg import FrameError, FrameLimits
from hadir.faceengine.quality import QualityLimits
from hadir.faceengine.runtime import Net, Precision, PrecisionChoice, Runtime
from hadir.faceengine.spoof import SpoofNet
from hadir.faceengine.types import Detection, FrameAnalysis, Image, Reason, Vector

# Raise when alignment, preprocessing or a weight file changes what an embedding means.
_SPACE = "1"
_THOROUGH_SIZE = 640


@dataclass(frozen=True, slots=True)
class EngineId:
    """Which engine made an embedding. Embeddings of different ids are never compared."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name}/{self.version}"

    @classmethod
    def parse(cls, text: str) -> EngineId:
        """The id behind its own text form."""
        name, _slash, version = text.partition("/")
        return cls(name, version)


def engine_id(precision: Precision) -> EngineId:
    """Precision is part of the version: bf16 and f32 embeddings of one face differ by more than 1e-3 in
    cosine at the worst (measured in docs/benchmarks.md)."""
    return EngineId("yunet2023mar-sface2021dec", f"{_SPACE}-{precision}")


@dataclass(frozen=True, slots=True)
class Policy:
    """How one frame is judged."""

    limits: QualityLimits = field(default_factory=QualityLimits)
    # A second face counts when its area reaches this share of the main one's; None: take the main face, ignore others.
    rival_share: float | None = 0.25
    # Look again at a larger scale when nothing is found (photos from files; too slow for a stream).
    thorough: bool = False
    # Average the embedding over three alignments and their mirror images (enrolment and photos: its cost, five more
    # runs of the recogniser and one of the detector, does not matter there; in a stream frames are averaged anyway).
    careful: bool = False
    # Keep a picture of the head, from which a later engine can embed again (docs/operations.md, engine change).
    keep_crop: bool = False
    # Also embed a frame that the quality limits refuse (evaluation tells failures to acquire from failures to match).
    embed_unfit: bool = False


# A stream from a phone at arm's length: the oval of the page.
CHECK_IN = Policy(
    QualityLimits(min_interocular_px=45, min_face_share=0.22, max_face_share=0.92, max_offset=0.28, min_sharpness=1.6)
)
ENROLMENT = Policy(
    QualityLimits(
        min_interocular_px=55,
        min_face_share=0.25,
        max_face_share=0.92,
        max_offset=0.25,
        min_brightness=0.2,
        min_sharpness=1.9,
        min_visibility=0.6,
    ),
    careful=True,
)
# A photo from a file: any place and size; other people in the background do not matter.
PHOTO = Policy(QualityLimits(min_interocular_px=15, min_sharpness=0.0), rival_share=None, thorough=True, careful=True)
EVALUATION = Policy(QualityLimits(), rival_share=None, thorough=True, embed_unfit=True)
ENROLMENT_KEEPING = replace(ENROLMENT, keep_crop=True)
# A kept crop: the face was judged when it was taken, and fills more of the crop than of the frame it came from.
REFERENCE = Policy(
    QualityLimits(min_interocular_px=30, min_face_share=0.1, max_face_share=1.0, max_offset=0.5, min_sharpness=0.0),
    careful=True,
    thorough=True,
)
STRICT = CHECK_IN
POLICIES = {
    "check_in": CHECK_IN,
    "enrolment": ENROLMENT,
    "enrolment_keeping": ENROLMENT_KEEPING,
    "reference": REFERENCE,
    "photo": PHOTO,
    "evaluation": EVALUATION,
}


class Engine:
    """All nets of one engine version, loaded, verified and warmed up.

    Raises `HadirError` when a weight file is missing or its hash is wrong.
    """

    def __init__(
        self,
        models_dir: Path,
        *,
        threads: int = 1,
        precision: PrecisionChoice = "auto",
        limits: FrameLimits | None = None,
    ) -> None:
        weights.require(models_dir)
        runtime = Runtime(threads=threads, precision=precision)
        self.id = engine_id(runtime.precision)
        self.limits = limits or FrameLimits()
        detector_weights = weights.path_of(models_dir, "face_detection_yunet_2023mar.onnx")
        self.detector = Detector(runtime, detector_weights)
        self._thorough_detector = Detector(runtime, detector_weights, size=_THOROUGH_SIZE)
        self.mesh = mesh.FaceMesh(runtime, weights.path_of(models_dir, "face_landmark.tflite"))
        self.eyes = EyeContour(runtime, weights.path_of(models_dir, "iris_landmark.tflite"))
        self.spoof = SpoofNet(runtime, weights.path_of(models_dir, "fr_liveness.onnx"))
        self.recogniser = Recogniser(runtime, weights.path_of(models_dir, "face_recognition_sface_2021dec.onnx"))

    def warm_up(self) -> None:
        """Compile for the shapes of a phone's and a webcam's frames, so that the first person does not wait."""
        for width, height in ((3, 4), (4, 3), (1, 1)):
            self.detector.net_for_frame(width * 120, height * 120)
        self.recogniser.embed(np.full((112, 112, 3), 127, np.uint8))

    def nets_of_frame(self, width: int, height: int) -> list[Net]:
        """Every net that one good frame of this size runs through, once each (for benchmarks)."""
        detector = self.detector.net_for_frame(width, height)
        return [detector, self.mesh.net, self.eyes.net, self.spoof.net, self.recogniser.net]

    def decode(self, data: bytes) -> Image:
        """Upright BGR picture. Raises `FrameError`."""
        return jpeg.decode(data, self.limits)

    def detect(self, image: Image) -> list[Detection]:
        """Faces, largest first."""
        return self.detector.detect(image)

    def embed_carefully(self, image: Image, face: Detection, by_mesh: Image) -> Vector:
        """(128,) unit embedding, averaged over alignments that err independently, and over their mirror images.

        `by_mesh`: the face aligned by the mesh; the other alignments are by the detector's points, in the frame
        and on an enlarged crop.
        """
        others = (face.points, self.detector.closer_look(image, face).points)
        alignments = (by_mesh, *(align.aligned_face(image, points) for points in others))
        return average([self.recogniser.embed(aligned, flip=True) for aligned in alignments])

    def analyse(self, data: bytes, policy: Policy = STRICT) -> FrameAnalysis:
        """Everything one frame tells; stops where the rest is meaningless. Never raises on bad bytes."""
        try:
            image = self.decode(data)
        except FrameError as error:
            return FrameAnalysis(0, 0, (error.reason,))
        return self.analyse_image(image, policy)

    def analyse_image(self, image: Image, policy: Policy = STRICT) -> FrameAnalysis:
        """As `analyse`, for a picture already decoded."""
        height, width = image.shape[:2]
        faces = self.detector.detect(image)
        if not faces and policy.thorough:
            faces = self._thorough_detector.detect(image)
        if not faces:
            return FrameAnalysis(width, height, (Reason.NO_FACE,))
        face = faces[0] if policy.rival_share is not None else _main_face(faces, width, height)
        if (
            policy.rival_share is not None
            and len(faces) > 1
            and faces[1].box.area >= policy.rival_share * face.box.area
        ):
            return FrameAnalysis(width, height, (Reason.SEVERAL_FACES,), detection=face)
        return self._measure(image, face, policy)

    def _measure(self, image: Image, face: Detection, policy: Policy) -> FrameAnalysis:
        height, width = image.shape[:2]
        points, presence = self.mesh.fit(image, face)
        pose = mesh.head_pose(points)
        # The mesh's points lie steadier than the detector's.
        aligned = align.aligned_face(image, mesh.five_points(points))
        measured = quality.measure(image, aligned, face, quality.Fitted(points, presence, pose))
        reasons = quality.reasons_against(measured, pose, policy.limits)
        fit = not reasons or policy.embed_unfit
        return FrameAnalysis(
            width,
            height,
            reasons,
            detection=face,
            pose=pose,
            quality=measured,
            eyes_open=self.eyes.openness(image, points),
            mouth_open=mesh.mouth_openness(points),
            bona_fide=self.spoof.bona_fide(image, face.box) if fit else None,
            embedding=self._embedding(image, face, aligned, policy) if fit else None,
            mesh=points,
            crop=crops.head_jpeg(image, face.box) if fit and policy.keep_crop else None,
            skin=colours.skin(aligned),
            background=colours.background(image, face.box),
        )

    def _embedding(self, image: Image, face: Detection, aligned: Image, policy: Policy) -> Vector:
        return self.embed_carefully(image, face, aligned) if policy.careful else self.recogniser.embed(aligned)


def _main_face(faces: list[Detection], width: int, height: int) -> Detection:
    """The person a photo is of: large and near the middle."""

    def weight(face: Detection) -> float:
        box = face.box
        off_x = (box.x + box.w / 2) / width - 0.5
        off_y = (box.y + box.h / 2) / height - 0.5
        return box.area * max(0.05, 1.0 - 2.5 * float(np.hypot(off_x, off_y)))

    return max(faces, key=weight)
