"""What torch says of exported programs, and torch_tensorrt of the engines in compiled ones, as JSON on standard output.

python describe_programs.py FOLDER_OF_CUSTOM_OPERATIONS FILE...
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


def is_value(value: Any) -> bool:
    """Engines are handed on between nodes as well, and are no values of a dtype."""
    return isinstance(value, (torch.Tensor, torch.SymInt, torch.SymBool, torch.SymFloat, bool, int, float))


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
                "values": [value_of(each) for each in values if is_value(each)],
                "module": next(reversed(stack.values()))[0] if stack else "",
                "trace": node.meta.get("stack_trace") or "",
            }
        )
    return rows


class Stub:
    """Stands in for a class of the file's pickle: keeps the state that it is given."""

    state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


class TorchBindUnpickler(pickle.Unpickler):
    """Reads what torch writes of a script object, without building the object."""

    def find_class(self, module: str, _name: str) -> Any:
        return (lambda value, _type: value) if module == "torch.jit._pickle" else Stub


def opaque_records(archive: zipfile.ZipFile) -> list[list[str]]:
    """Engines of Torch-TensorRT 2.13 and later, unpickled by its own classes."""
    from torch_tensorrt.dynamo.runtime import _TRTEngine

    _TRTEngine._reconstruct_trt_engine = list  # the list itself: an engine needs a GPU
    names = sorted(name for name in archive.namelist() if "/data/constants/opaque_obj_" in name)
    return [pickle.loads(archive.read(name)) for name in names]


def torchbind_records(archive: zipfile.ZipFile) -> list[list[str]]:
    """Engines of Torch-TensorRT 2.12 and before: archives within the archive."""
    records = []
    for name in sorted(name for name in archive.namelist() if "/data/constants/custom_obj_" in name):
        inner = zipfile.ZipFile(io.BytesIO(archive.read(name)))
        script_object = TorchBindUnpickler(io.BytesIO(inner.read("archive/data.pkl"))).load()
        state = script_object.state
        records.append(list(state[0] if isinstance(state[0], (list, tuple)) else state))
    return records


# Places of a record of ABI "9", as the arguments of the placeholder are called.
PLACEHOLDER_FIELDS = (
    "abi_version",
    "name",
    "serialized_device_info",
    "serialized_engine",
    "serialized_in_binding_names",
    "serialized_out_binding_names",
    "serialized_hardware_compatible",
    "serialized_metadata",
    "serialized_target_platform",
)


def placeholder_records(model: dict[str, Any]) -> list[list[str]]:
    """Engines of a program that was compiled for Windows on Linux: arguments of a node."""
    records = []
    for node in model["graph_module"]["graph"]["nodes"]:
        if "no_op_placeholder_for_execute_engine" in node["target"]:
            arguments = {each["name"]: each["arg"].get("as_string", "") for each in node["inputs"]}
            records.append([arguments[name] for name in PLACEHOLDER_FIELDS])
    return records


PLAIN = (bool, int, float, str, type(None))


def engine_of(record: list[str]) -> dict[str, Any]:
    settings = pickle.loads(base64.b64decode(record[7]))["settings"]
    return {
        "abi": record[0],
        "name": record[1],
        "bytes": len(base64.b64decode(record[3])),
        "device": record[2].split("%")[4],
        "inputs": record[4].split("%"),
        "outputs": record[5].split("%"),
        "platform": record[8],
        "settings": {
            key: value
            for key, value in vars(settings).items()
            if isinstance(value, (bool, int, float, str)) or value is None
        },
    }


def describe_compiled(file: Path) -> dict[str, Any]:
    from trtlens_torch.environment import import_torch_tensorrt

    import_torch_tensorrt()
    with zipfile.ZipFile(file) as archive:
        model = json.loads(archive.read(next(name for name in archive.namelist() if name.endswith("/models/model.json"))))
        opaque = opaque_records(archive)
        records = [*opaque, *torchbind_records(archive), *placeholder_records(model)]
    version = model["schema_version"]
    said = {
        "torch": model["torch_version"],
        "schema": f"{version['major']}.{version['minor']}",
        "engines": [engine_of(record) for record in records],
    }
    # Older objects and those for Windows are not to be had in this torch.
    if opaque:
        said["nodes"] = nodes_of(torch.export.load(str(file)))
    return said


def describe(file: Path) -> dict[str, Any]:
    if ".trt." in file.name or file.suffix == ".ep":
        return describe_compiled(file)
    try:
        program = torch.export.load(str(file))
    except (RuntimeError, AssertionError) as failure:
        return {"failure": str(failure).splitlines()[0]}  # exported on a GPU
    signature = program.graph_signature
    return {"nodes": nodes_of(program), "inputs": list(signature.user_inputs), "outputs": list(signature.user_outputs)}


def main() -> None:
    load_custom_operations(Path(sys.argv[1]))
    json.dump({name: describe(Path(name)) for name in sys.argv[2:]}, sys.stdout)


if __name__ == "__main__":
    main()
