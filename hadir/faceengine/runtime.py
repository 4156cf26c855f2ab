"""The only module that knows the inference runtime (OpenVINO): compiling, threads, precision, warm-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
import numpy.typing as npt
import openvino as ov
import openvino.preprocess

Precision = Literal["bf16", "f32"]
PrecisionChoice = Literal["auto", "bf16", "f32"]
Layout = Literal["NHWC", "NCHW"]
Array = npt.NDArray[Any]


class Runtime:
    """One OpenVINO core with fixed threads and precision."""

    def __init__(self, *, threads: int = 1, precision: PrecisionChoice = "auto") -> None:
        self._core = ov.Core()
        # Waking OpenCV's threads for pictures this small costs more than the work, above all on a pinned core.
        cv2.setNumThreads(threads)
        self.threads = threads
        self.precision: Precision = self._resolve(precision)

    def _resolve(self, choice: PrecisionChoice) -> Precision:
        if choice != "auto":
            return choice
        capable = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        return "bf16" if capable else "f32"

    def load(self, path: Path, size: tuple[int, int], *, layout: Layout, rgb: bool, scale: float = 1.0) -> Net:
        """Compile the net at `path` for pictures of one static `size` (rows, columns).

        The net is given 8-bit BGR pictures as OpenCV holds them; what it was trained with (channel order
        `rgb`, plane `layout`, division by `scale`) becomes part of the compiled graph.
        """
        model = self._core.read_model(path)
        model.reshape([1, *size, 3] if layout == "NHWC" else [1, 3, *size])
        steps = ov.preprocess.PrePostProcessor(model)
        steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
        steps.input().tensor().set_color_format(ov.preprocess.ColorFormat.BGR)
        steps.input().model().set_layout(ov.Layout(layout))
        chain = steps.input().preprocess().convert_element_type(ov.Type.f32)
        if rgb:
            chain = chain.convert_color(ov.preprocess.ColorFormat.RGB)
        if scale != 1.0:
            chain.scale(scale)
        config = {
            "INFERENCE_NUM_THREADS": self.threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": self.precision,
            # Pinning belongs to the pool, which knows how many workers share the machine.
            "ENABLE_CPU_PINNING": False,
        }
        return Net(self._core.compile_model(steps.build(), "CPU", config))


class Net:
    """A compiled net that takes one picture. Not thread-safe: one per worker."""

    def __init__(self, compiled: ov.CompiledModel) -> None:
        self._request = compiled.create_infer_request()
        self._input = ov.Tensor(ov.Type.u8, compiled.input().shape)
        self._request.set_input_tensor(self._input)
        self.picture: npt.NDArray[np.uint8] = self._input.data[0]  # (rows, columns, 3) BGR: write here
        self._outputs = [self._request.get_output_tensor(i).data for i in range(len(compiled.outputs))]
        self.picture.fill(127)
        self.run()  # warm-up: kernels are built at the first inference

    def run(self) -> list[Array]:
        """Infer what lies in `picture`. The arrays returned are overwritten by the next run: copy what stays."""
        self._request.infer()
        return self._outputs
