"""What TensorRT's own parser finds in ONNX models, as JSON on standard output. No GPU is used.

python describe_onnx.py FILE...
"""

import json
import sys
from pathlib import Path
from typing import Any

import tensorrt_rtx as trt

DTYPES = {
    trt.DataType.FLOAT: "float32",
    trt.DataType.HALF: "float16",
    trt.DataType.BF16: "bfloat16",
    trt.DataType.INT8: "int8",
    trt.DataType.INT32: "int32",
    trt.DataType.INT64: "int64",
    trt.DataType.BOOL: "bool",
    trt.DataType.UINT8: "uint8",
}


def end_of(tensor: Any) -> dict[str, Any]:
    return {"name": tensor.name, "dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape)}


def describe(file: Path) -> dict[str, Any]:
    logger = trt.Logger(trt.Logger.ERROR)
    network = trt.Builder(logger).create_network()
    parser = trt.OnnxParser(network, logger)
    if not parser.parse(file.read_bytes()):
        raise RuntimeError(f"{file}: {parser.get_error(0)}")
    return {
        "inputs": [end_of(network.get_input(index)) for index in range(network.num_inputs)],
        "outputs": [end_of(network.get_output(index)) for index in range(network.num_outputs)],
    }


def main() -> None:
    json.dump({name: describe(Path(name)) for name in sys.argv[1:]}, sys.stdout)


if __name__ == "__main__":
    main()
