"""What torch says of exported programs, and torch_tensorrt of the engines in compiled ones, as JSON on standard output.

python describe_programs.py FILE...
"""

import base64
import importlib.util
import io
import json
import pickle
import sys
import warnings
import zipfile
from pathlib import Path
from typing import Any

import torch

warnings.filterwarnings("ignore")


def load_custom_operations(folder: Path) -> None:
    """Registers the operations that a program of the folder needs, as a user has to before loading it."""
    for file in folder.glob("*.py"):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def value_of(value: Any) -> list[Any]:
    if isinstance(value, torch.Tensor):
        return [str(value.dtype).removeprefix("torch."), [str(size) for size in value.shape]]
    kinds = {torch.SymBool: "bool", bool: "bool", torch.SymFloat: "float64", float: "float64"}
    return [kinds.get(type(value), "int64"), []]


def nodes_of(program: torch.export.ExportedProgram) -> list[dict[str, Any]]:
    rows = []
    for node in program.graph.nodes:
        value = node.meta.get("val") if node.op not in ("output", "get_attr") else None
        values = value if isinstance(value, (list, tuple)) else [value]
        stack = node.meta.get("nn_module_stack") or {}
        rows.append(
            {
                "name": node.name,
                "op": node.op,
                "inputs": [each.name for each in node.all_input_nodes],
                "values": [value_of(each) for each in values if each is not None],
                "module": next(reversed(stack.values()))[0] if stack else "",
                "trace": node.meta.get("stack_trace") or "",
            }
        )
    return rows


def records_of(file: Path) -> list[dict[str, Any]]:
    """The engines that the archive holds as objects, unpickled by torch_tensorrt's own classes."""
    from trtlens_torch.environment import import_torch_tensorrt

    import_torch_tensorrt()
    from torch_tensorrt.dynamo.runtime import _TRTEngine

    _TRTEngine._reconstruct_trt_engine = list  # the list itself: an engine needs a GPU
    records = []
    with zipfile.ZipFile(file) as archive:
        for name in sorted(archive.namelist()):
            if "/data/constants/opaque_obj_" not in name:
                continue
            fields = pickle.load(io.BytesIO(archive.read(name)))
            metadata = pickle.loads(base64.b64decode(fields[7]))
            settings = metadata["settings"]
            records.append(
                {
                    "abi": fields[0],
                    "name": fields[1],
                    "bytes": len(base64.b64decode(fields[3])),
                    "inputs": fields[4].split("%"),
                    "outputs": fields[5].split("%"),
                    "platform": fields[8],
                    "settings": {
                        key: value
                        for key, value in vars(settings).items()
                        if isinstance(value, (bool, int, float, str)) and not isinstance(value, complex)
                    },
                }
            )
    return records


def describe(file: Path) -> dict[str, Any]:
    if ".trt." in file.name:
        return {"engines": records_of(file)}
    load_custom_operations(file.parent)
    try:
        program = torch.export.load(str(file))
    except (RuntimeError, AssertionError) as failure:
        return {"failure": str(failure).splitlines()[0]}  # exported on a GPU
    signature = program.graph_signature
    return {"nodes": nodes_of(program), "inputs": list(signature.user_inputs), "outputs": list(signature.user_outputs)}


def main() -> None:
    json.dump({name: describe(Path(name)) for name in sys.argv[1:]}, sys.stdout)


if __name__ == "__main__":
    main()
