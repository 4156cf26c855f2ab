"""Paper and screens in space before a pinhole camera: flat or rolled about an upright or a lying axis."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from hadir.faceengine.types import Image
from tests.attack_kit.camera import HEIGHT, WIDTH, Mask, Matrix

_FOCAL = 1.2 * WIDTH
Grid = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hold:
    """How a sheet is held. Degrees as for a head (`Attitude`); `x`, `y` pixels; `size` 1: a texel is a pixel.

    `radius`: of the roll, in texels, None flat; `lying`: rolled about a horizontal axis.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    x: float = 0.0
    y: float = 0.0
    size: float = 1.0
    radius: float | None = None
    lying: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Where the camera's rays meet the sheet: texel coordinates, whether they meet it, how squarely (0..1)."""

    u: Grid  # (H, W), as the others
    v: Grid
    hit: Mask
    facing: Mask


def look(width: int, height: int, hold: Hold) -> Look:
    """A sheet of so many texels as the camera sees it. Ray by ray: no mesh, no approximation."""
    columns, rows = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    turn = _rotation(hold).astype(np.float32)
    rays = np.stack([columns - WIDTH / 2, rows - HEIGHT / 2, np.full_like(columns, _FOCAL)], axis=-1) @ turn
    start: Grid = (-np.array([hold.x, hold.y, _FOCAL]) / hold.size @ turn).astype(np.float32)
    if hold.lying:  # the same sum with the axes exchanged
        rays, start = rays[..., [1, 0, 2]], start[[1, 0, 2]]
    far, along, across, facing = _flat(rays, start) if hold.radius is None else _rolled(rays, start, hold.radius)
    u, v = (across, along) if hold.lying else (along, across)
    u, v = u + width / 2, v + height / 2
    inside = (far > 0) & (u >= 0) & (u <= width - 1) & (v >= 0) & (v <= height - 1)
    hit = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 0.7)
    return Look(u, v, np.asarray(hit, np.float32), facing.clip(0, 1).astype(np.float32))


def paste(texture: Image, seen: Look, background: Image, *, shading: float = 0.0) -> Image:
    """The sheet before its background. `shading`: how much darker it is where it turns away from the light."""
    maps = seen.u.astype(np.float32), seen.v.astype(np.float32)
    picture = cv2.remap(texture, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    picture *= (1 - shading * (1 - seen.facing))[..., None]
    mixed = picture * seen.hit[..., None] + background.astype(np.float32) * (1 - seen.hit[..., None])
    return mixed.clip(0, 255).astype(np.uint8)


def with_rim(picture: Image, width: int, colour: tuple[float, ...]) -> Image:
    """The picture within a rim of so many texels."""
    framed = cv2.copyMakeBorder(picture, width, width, width, width, cv2.BORDER_CONSTANT, value=colour)
    return np.asarray(framed, np.uint8)


def _rotation(hold: Hold) -> Matrix:
    """Sheet to camera; its transpose, by which the rays are multiplied from the left, leads back."""
    yaw, pitch, roll = np.radians([hold.yaw, hold.pitch, hold.roll])
    turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]])
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    matrix: Matrix = tilt @ nod @ turn
    return matrix


def _flat(rays: Grid, start: Grid) -> tuple[Grid, Grid, Grid, Grid]:
    with np.errstate(divide="ignore", invalid="ignore"):
        far = -start[2] / rays[..., 2]
        facing = np.abs(rays[..., 2]) / np.linalg.norm(rays, axis=-1)
    far = np.nan_to_num(far, nan=-1.0, posinf=-1.0, neginf=-1.0)
    return far, start[0] + far * rays[..., 0], start[1] + far * rays[..., 1], facing


def _rolled(rays: Grid, start: Grid, radius: float) -> tuple[Grid, Grid, Grid, Grid]:
    """The near half of a cylinder that touches the plane of the sheet in its middle line and bends away."""
    dx, dz = rays[..., 0], rays[..., 2]
    ox, oz = start[0], start[2] - radius
    a, b, c = dx * dx + dz * dz, ox * dx + oz * dz, ox * ox + oz * oz - radius * radius
    root = b * b - a * c
    far = np.where(root > 0, (-b - np.sqrt(np.maximum(root, 0))) / a, -1.0)
    x, z = ox + far * dx, oz + far * dz
    angle = np.arctan2(x, -z)
    facing = np.where(far > 0, -(x * dx + z * dz) / (radius * np.sqrt(a)), 0.0)
    return far, radius * angle, start[1] + far * rays[..., 1], facing
