"""What the product is measured against: the same compile, written as a user would write it around torch_tensorrt.

``python direct.py MODEL.py OUTPUT``, with the folder of ``trtlens_torch`` on PYTHONPATH for its stand-ins of a GPU, that
both sides need where there is none. Interpreter start, import, export, compile with default settings, save.
"""

from __future__ import annotations

import runpy
import sys

from trtlens_torch.environment import import_torch_tensorrt


def main(model_file: str, output: str) -> None:
    sys.argv = sys.argv[:1]  # torch.fx's splitter takes its options from the command line
    import_torch_tensorrt()
    import torch
    import torch_tensorrt

    names = runpy.run_path(model_file)
    model, inputs = names["model"], names["inputs"]
    model = model if isinstance(model, torch.nn.Module) else model()
    inputs = inputs() if callable(inputs) else inputs
    by_name = inputs if isinstance(inputs, dict) else {}
    by_place = () if by_name else (inputs,) if isinstance(inputs, torch.Tensor) else tuple(inputs)
    program = torch.export.export(model.eval(), by_place, by_name)
    compiled = torch_tensorrt.dynamo.compile(program, arg_inputs=list(by_place), kwarg_inputs=by_name)
    torch_tensorrt.save(compiled, output, retrace=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
