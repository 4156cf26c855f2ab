"""YuNet face detector: box and five points.

Wu, Peng, Yu: "YuNet: a tiny millisecond-level face detector", Machine Intelligence Research 20 (2023).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, cast

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.runtime import Array, Net, Runtime
from hadir.faceengine.types import Box, Detection, Image

_STRIDES = (8, 16, 32)
_CLOSE_MARGIN = 1.5  # side of the closer look in box sides: the face is then about 210 pixels high
_MAX_SHAPES = 6  # compiled input shapes kept; frames of one deployment have two (portrait, landscape)

Floats = npt.NDArray[np.float32]


class Detector:
    """Finds faces. `size`: longer side of the net's input in pixels; a multiple of 32."""

    def __init__(self, runtime: Runtime, weights: Path, *, size: int = 320) -> None:
        self._runtime = runtime
        self._weights = weights
        self.size = size
        self._nets: dict[tuple[int, int], tuple[Net, _Cells]] = {}

    def net_for_frame(self, width: int, height: int) -> Net:
        """The net compiled for frames of this size; compiling now spares the first frame the wait."""
        return self._net_for(*self._input_shape(width, height))[0]

    def detect(self, image: Image, *, min_score: float = 0.6) -> list[Detection]:
        """Faces, largest first. Coordinates are pixels of `image`."""
        height, width = image.shape[:2]
        rows, cols = self._input_shape(width, height)
        net, cells = self._net_for(rows, cols)
        scale = min(cols / width, rows / height)
        fit_w, fit_h = max(1, round(width * scale)), max(1, round(height * scale))
        if (fit_h, fit_w) != (rows, cols):
            net.picture.fill(0)
        # Below half size a linear filter would skip pixels; above it the area filter is only slower.
        method = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
        net.picture[:fit_h, :fit_w] = cv2.resize(image, (fit_w, fit_h), interpolation=method)
        boxes, points, scores = _decode(net.run(), cells, min_score)
        if not len(scores):
            return []
        keep = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), min_score, 0.3)
        factor_x, factor_y = width / fit_w, height / fit_h
        boxes *= (factor_x, factor_y, factor_x, factor_y)
        points *= (factor_x, factor_y)
        found = [Detection(Box(*map(float, boxes[i])), points[i].copy(), float(scores[i])) for i in keep]
        return sorted(found, key=lambda face: -face.box.area)

    def closer_look(self, image: Image, face: Detection) -> Detection:
        """The same face found again on a crop in which it is large: its points are more exact there.

        Returns `face` itself where the second look does not find it.
        """
        box = face.box
        side = _CLOSE_MARGIN * max(box.w, box.h)
        scale = self.size / side
        left, top = box.x + (box.w - side) / 2, box.y + (box.h - side) / 2
        to_crop = np.array([[scale, 0.0, -scale * left], [0.0, scale, -scale * top]])
        crop = cast(Image, cv2.warpAffine(image, to_crop, (self.size, self.size), flags=cv2.INTER_LINEAR))
        middle = (self.size / 2, self.size / 2)
        found = [seen for seen in self.detect(crop) if seen.box.holds(*middle)]
        if not found:
            return face
        seen = found[0]
        corner = np.array([left, top], np.float32)
        shown = Box(seen.box.x / scale + left, seen.box.y / scale + top, seen.box.w / scale, seen.box.h / scale)
        return Detection(shown, (seen.points / scale + corner).astype(np.float32), seen.score)

    def _input_shape(self, width: int, height: int) -> tuple[int, int]:
        scale = self.size / max(width, height)
        rows = min(self.size, -(-round(height * scale) // 32) * 32)
        cols = min(self.size, -(-round(width * scale) // 32) * 32)
        if (rows, cols) not in self._nets and len(self._nets) >= _MAX_SHAPES:
            return self.size, self.size
        return max(rows, 32), max(cols, 32)

    def _net_for(self, rows: int, cols: int) -> tuple[Net, _Cells]:
        if (rows, cols) not in self._nets:
            net = self._runtime.load(self._weights, (rows, cols), layout="NCHW", rgb=False)
            self._nets[rows, cols] = net, _cells(rows, cols)
        return self._nets[rows, cols]


class _Cells(NamedTuple):
    """Where each output row lies: top left cell corner in strides, and its stride; all levels after one another."""

    corners: Floats  # (N, 2)
    strides: Floats  # (N, 1)


def _cells(rows: int, cols: int) -> _Cells:
    corners, strides = [], []
    for stride in _STRIDES:
        ys, xs = np.mgrid[: rows // stride, : cols // stride]
        corners.append(np.stack([xs.ravel(), ys.ravel()], axis=1).astype(np.float32))
        strides.append(np.full((xs.size, 1), stride, np.float32))
    return _Cells(np.concatenate(corners), np.concatenate(strides))


def _decode(outputs: list[Array], cells: _Cells, min_score: float) -> tuple[Floats, Floats, Floats]:
    """Boxes (N, 4) as x, y, w, h; points (N, 5, 2); scores (N,), in pixels of the net's input."""
    levels = len(_STRIDES)
    # The score is the root of this product: compare squares, take few roots.
    product = np.concatenate([outputs[i][0, :, 0] * outputs[levels + i][0, :, 0] for i in range(levels)])
    hits = np.flatnonzero(product >= min_score * min_score)
    box = np.concatenate([outputs[2 * levels + i][0] for i in range(levels)])[hits]
    kps = np.concatenate([outputs[3 * levels + i][0] for i in range(levels)])[hits]
    corner, stride = cells.corners[hits], cells.strides[hits]
    centre = (corner + box[:, :2]) * stride
    size = np.exp(box[:, 2:]) * stride
    points = (kps.reshape(-1, 5, 2) + corner[:, None, :]) * stride[:, None, :]
    scores = np.sqrt(np.clip(product[hits], 0.0, 1.0))
    return np.concatenate([centre - size / 2, size], axis=1), points, scores
