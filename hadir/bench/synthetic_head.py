"""A synthetic head: one photo, given the depth of its own mesh, that turns, nods and moves as prompted.

It stands for a live person in benchmarks and browser tests, where no person can sit. Every frame gets fresh
sensor noise, because a camera never delivers the same bytes twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt
import simplejpeg
from matplotlib.tri import Triangulation

from hadir.capture.script import Prompt
from hadir.faceengine.engine import PHOTO, Engine
from hadir.faceengine.types import Image

Points = npt.NDArray[np.float64]

# Mesh indices, subject's right first.
_OVAL = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
         150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)  # fmt: skip
_LIDS = ((246, 7), (161, 163), (160, 144), (159, 145), (158, 153), (157, 154), (173, 155),
         (466, 249), (388, 390), (387, 373), (386, 374), (385, 380), (384, 381), (398, 382))  # fmt: skip
_INNER_LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
# Eye contours: from the outer corner along the lower lid to the inner one, and back along the upper lid.
EYE_CONTOURS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
_CHEEKS = (119, 348)
_MOUTH_CORNERS, _LOWER_LIP = (78, 308), (95, 88, 178, 87, 14, 317, 402, 318, 324)


@dataclass(frozen=True, slots=True)
class Attitude:
    """Where the head is. Degrees (signs as in `faceengine.types.Pose`), `zoom` 1 at rest, openness 0..1."""

    yaw: float = 0.0
    pitch: float = 0.0
    zoom: float = 1.0
    mouth: float = 0.0
    eyes_shut: float = 0.0
    roll: float = 0.0


# What a person does on each prompt, at the full extent.
FOLLOWING: dict[Prompt, Attitude] = {
    Prompt.LOOK_STRAIGHT: Attitude(),
    Prompt.TURN_LEFT: Attitude(yaw=42),
    Prompt.TURN_RIGHT: Attitude(yaw=-42),
    Prompt.LOOK_UP: Attitude(pitch=24),
    Prompt.LOOK_DOWN: Attitude(pitch=-24),
    Prompt.UP_LEFT: Attitude(yaw=34, pitch=24),
    Prompt.UP_RIGHT: Attitude(yaw=-34, pitch=24),
    Prompt.DOWN_LEFT: Attitude(yaw=34, pitch=-24),
    Prompt.DOWN_RIGHT: Attitude(yaw=-34, pitch=-24),
    Prompt.TILT_LEFT: Attitude(roll=22),
    Prompt.TILT_RIGHT: Attitude(roll=-22),
    Prompt.COME_CLOSER: Attitude(zoom=1.38),
    Prompt.OPEN_MOUTH: Attitude(mouth=1.0),
    Prompt.CLOSE_EYES: Attitude(eyes_shut=1.0),
}


class NoFaceToModel(Exception):
    """The photo shows no face that could be modelled."""


class SyntheticHead:
    """Renders attitudes of the person on one frontal photo as camera frames of `width` x `height` pixels."""

    def __init__(self, photo: Image, engine: Engine, *, width: int = 360, height: int = 480, seed: int = 0) -> None:
        framed = _framed(photo, engine, width, height)
        analysis = engine.analyse_image(framed, PHOTO)
        if analysis.mesh is None:
            raise NoFaceToModel
        self._photo = framed
        self._random = np.random.default_rng(seed)
        self._rest, self._mesh_count = _with_surroundings(analysis.mesh.astype(np.float64), width, height)
        self._triangles = _triangles(self._rest)
        face = self._rest[: self._mesh_count]
        self._width = float(np.ptp(face[:, 0]))
        # The neck, about which a head turns, lies behind the face.
        self._pivot = np.array([face[:, 0].mean(), face[:, 1].mean(), face[:, 2].mean() + 0.45 * self._width])

    @property
    def photo(self) -> Image:
        """(H, W, 3) BGR: the person's photo as framed, before anything moves."""
        return self._photo

    @property
    def mesh(self) -> Points:
        """(468, 3): the face's points in `photo`; x right, y down, z away from the camera."""
        return self._rest[: self._mesh_count]

    def mesh_at(self, attitude: Attitude) -> Points:
        """(468, 3): where the face's points lie in `picture(attitude)`."""
        points = self._moved(attitude)[: self._mesh_count]
        points[:, :2] = self._pivot[:2] + (points[:, :2] - self._pivot[:2]) * attitude.zoom
        return points

    def image(self, attitude: Attitude) -> Image:
        """(H, W, 3) BGR with fresh noise."""
        picture = self.picture(attitude)
        noise = self._random.normal(0.0, 2.0, picture.shape)
        return np.clip(picture + noise, 0, 255).astype(np.uint8)

    def picture(self, attitude: Attitude) -> Image:
        """As `image`, without the camera's noise: the same bytes every time."""
        moved = self._moved(attitude)
        picture = _drawn(self._photo, self._photo, self._triangles, self._rest, moved)
        if attitude.eyes_shut > 0.5:
            self._draw_lids(picture, moved)
        if attitude.mouth > 0.2:
            lips = moved[list(_INNER_LIPS), :2].round().astype(np.int32)
            cv2.fillPoly(picture, [lips], (30, 20, 45), lineType=cv2.LINE_AA)
        if attitude.zoom != 1.0:
            centre = (float(self._pivot[0]), float(self._pivot[1]))
            grown = cv2.getRotationMatrix2D(centre, 0.0, attitude.zoom)
            size = (picture.shape[1], picture.shape[0])
            picture = cast(Image, cv2.warpAffine(picture, grown, size, borderMode=cv2.BORDER_REPLICATE))
        return picture

    def jpeg(self, attitude: Attitude, *, quality: int = 80) -> bytes:
        data: bytes = simplejpeg.encode_jpeg(
            self.image(attitude), quality=quality, colorspace="BGR", colorsubsampling="420"
        )
        return data

    def _draw_lids(self, picture: Image, moved: Points) -> None:
        """Shut lids are skin with a line of lashes; a photo with open eyes has none, so cheek is painted there."""
        for eye, cheek in zip(EYE_CONTOURS, _CHEEKS, strict=True):
            skin_x, skin_y = moved[cheek, :2].astype(int)
            skin = picture[skin_y - 3 : skin_y + 4, skin_x - 3 : skin_x + 4].reshape(-1, 3).mean(axis=0)
            around = self._rest[list(eye), :2] + (moved[eye[0], :2] - self._rest[eye[0], :2])
            centre = around.mean(axis=0)
            shape = (centre + (around - centre) * 1.25).round().astype(np.int32)
            cv2.fillPoly(picture, [shape], tuple(float(part) * 0.93 for part in skin), lineType=cv2.LINE_AA)
            lashes = around[: len(around) // 2 + 1].round().astype(np.int32)
            cv2.polylines(picture, [lashes], False, (45, 40, 50), 2, lineType=cv2.LINE_AA)

    def _moved(self, attitude: Attitude) -> Points:
        shaped = self._rest.copy()
        if attitude.eyes_shut:
            for upper, lower in _LIDS:
                shaped[upper] += 0.92 * attitude.eyes_shut * (shaped[lower] - shaped[upper])
        if attitude.mouth:
            self._drop_jaw(shaped, attitude.mouth)
        yaw, pitch, roll = np.radians(attitude.yaw), np.radians(attitude.pitch), np.radians(attitude.roll)
        # x right, y down, z away from the camera: a turn to the subject's left moves the nose towards larger x.
        turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
        nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
        tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
        head = shaped[: -len(_EDGE)]
        head[:] = (head - self._pivot) @ (tilt @ nod @ turn).T + self._pivot
        return shaped

    def _drop_jaw(self, points: Points, amount: float) -> None:
        left, right = points[_MOUTH_CORNERS[0]], points[_MOUTH_CORNERS[1]]
        line, middle = (left[1] + right[1]) / 2, (left[0] + right[0]) / 2
        mouth_width = abs(right[0] - left[0])
        face = points[: self._mesh_count]
        below = face[:, 1] > line + 0.02 * mouth_width
        below[list(_LOWER_LIP)] = True
        weight = np.exp(-(((face[:, 0] - middle) / (0.9 * mouth_width)) ** 2)) * below
        face[:, 1] += amount * 0.75 * mouth_width * weight


def draw_triangles(source: Image, onto: Image, before: Points, after: Points) -> Image:
    """A copy of `onto` on which `source` is drawn with its points (N, 3) moved from `before` to `after`."""
    return _drawn(source, onto, _triangles(before), before, after)


def _drawn(source: Image, onto: Image, triangles: Points, before: Points, after: Points) -> Image:
    """Painted back to front as numbers of triangles first, then looked up in `source` in one go."""
    ordered = _back_to_front(triangles, after)
    number = np.zeros(onto.shape[:2], np.int32)
    corners = (after[ordered, :2] * 16).round().astype(np.int32)
    for index, corner in enumerate(corners, start=1):
        cv2.fillConvexPoly(number, corner, index, shift=4)
    back = _affine(after[ordered, :2], before[ordered, :2])
    rows, columns = np.nonzero(number)
    at = np.stack([columns, rows, np.ones_like(rows)], axis=1).astype(np.float64)
    found = np.einsum("nij,nj->ni", back[number[rows, columns] - 1], at).astype(np.float32)
    across, down = np.zeros(number.shape, np.float32), np.zeros(number.shape, np.float32)
    across[rows, columns], down[rows, columns] = found[:, 0], found[:, 1]
    looked_up = cv2.remap(source, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.where((number > 0)[..., None], looked_up, onto).astype(np.uint8)


def _affine(corners: Points, onto: Points) -> Points:
    """(N, 2, 3): for each of N triangles what brings its `corners` (N, 3, 2) to `onto`; zero for those without area."""
    ones = np.ones((*corners.shape[:2], 1))
    square = np.concatenate([corners, ones], axis=2)
    flat = np.abs(np.linalg.det(square)) < 1e-9
    square[flat] = np.eye(3)
    matrices: Points = np.linalg.solve(square, onto).transpose(0, 2, 1)
    matrices[flat] = 0.0
    return matrices


def _triangles(points: Points) -> Points:
    found: Points = Triangulation(points[:, 0], points[:, 1]).triangles
    return found


def _back_to_front(triangles: Points, moved: Points) -> Points:
    corners = moved[triangles]
    edge_a, edge_b = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
    # Those that a turn has flipped show the camera their back.
    facing = edge_a[:, 0] * edge_b[:, 1] - edge_a[:, 1] * edge_b[:, 0] > 0
    depth = corners[:, :, 2].mean(axis=1)
    order = np.argsort(-depth)
    shown: Points = triangles[order[facing[order]]]
    return shown


_EDGE = tuple((x, y) for x in (0.0, 0.25, 0.5, 0.75, 1.0) for y in (0.0, 0.25, 0.5, 0.75, 1.0) if {x, y} & {0.0, 1.0})


def _with_surroundings(mesh: Points, width: int, height: int) -> tuple[Points, int]:
    """The mesh, two rings that carry hair, ears and neck along, and the edge of the picture, which stays."""
    centre = mesh.mean(axis=0)
    face_width = float(np.ptp(mesh[:, 0]))
    oval = mesh[list(_OVAL)]
    rings = []
    for growth, depth in ((1.18, 0.25), (1.42, 0.55)):
        ring = centre + (oval - centre) * growth
        ring[:, 2] = oval[:, 2] + depth * face_width
        rings.append(ring)
    edge = np.array([[x * (width - 1), y * (height - 1), 2.0 * face_width] for x, y in _EDGE])
    return np.concatenate([mesh, *rings, edge]), len(mesh)


def _framed(photo: Image, engine: Engine, width: int, height: int) -> Image:
    """The photo scaled so that the face takes the share of the picture that a phone at arm's length gives it."""
    faces = engine.detect(photo)
    if not faces:
        raise NoFaceToModel
    box = faces[0].box
    scale = 0.46 * height / box.h
    middle_x, middle_y = box.x + box.w / 2, box.y + box.h / 2
    matrix = np.array([[scale, 0, width / 2 - scale * middle_x], [0, scale, height / 2 - scale * middle_y]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    framed = cv2.warpAffine(photo, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(framed, np.uint8)
