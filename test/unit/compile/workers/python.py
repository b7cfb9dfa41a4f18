#!/usr/bin/env python3
"""Stands in for an interpreter with torch_tensorrt: answers the probe, and speaks the worker's protocol.

What it does as a worker is named by the model's file: `segv.py` crashes, `hang-build.pt2` hangs while it builds.
"""

import json
import os
import signal
import subprocess
import sys
import time

PHASES = ["import", "load", "export", "lower", "partition", "build", "save"]
TENSOR = {"dtype": "float32", "shape": ["2", "8"], "bytes": 64}
FRAME = ["/models/net.py", 12, "forward", "return torch.erfinv(x)"]


def send(event, **fields):
    print(json.dumps({"event": event, "ms": round(time.monotonic() * 1000) % 1_000_000, **fields}), flush=True)


def finding(code, severity="error"):
    send(
        "finding", finding={"code": code, "severity": severity, "message": f"This is {code}.", "places": [], "remedies": []}
    )


def node(name, inputs, op="call_function", target=None):
    return {
        "name": name,
        "op": op,
        "target": target or f"torch.ops.aten.{name.rstrip('_0123456789')}.default",
        "inputs": inputs,
        "arguments": "",
        "module": "act",
        "module_type": "net.Act",
        "outputs": [TENSOR],
        "frames": [FRAME],
    }


def describe_graph():
    names = ["relu", "erfinv", "mul", "erfinv_1", "add"]
    rows = [node("x", [], "placeholder", "x")]
    rows += [node(name, [before]) for before, name in zip(["x", *names], names, strict=False)]
    rows.append({**node("output", ["add"], "output", "output"), "outputs": []})
    send("graph", nodes=rows)
    unsupported = [{"node": name, "reason": "no_converter", "detail": ""} for name in ("erfinv", "erfinv_1")]
    send("support", supported=3, total=5, unsupported=unsupported)
    kinds = ["tensorrt", "torch", "tensorrt", "torch", "tensorrt"]
    blocks = [
        {"name": f"_run_on_{'acc' if kind == 'tensorrt' else 'gpu'}_{i}", "kind": kind, "nodes": [names[i]]}
        for i, kind in enumerate(kinds)
    ]
    send("partition", partitioner="fast", skipped_whole_graph=False, blocks=blocks)
    send("trial", change={"min_block_size": 2}, engines=0, breaks=0, torch_operations=5)


def build(behaviour):
    for index, name in enumerate(["_run_on_acc_0", "_run_on_acc_2", "_run_on_acc_4"], start=1):
        step = {"name": name, "index": index, "count": 3}
        send("engine", state="started", **step)
        send("progress", engine=name, phase="Building engine from subgraph", parent=None, step=1, steps=4)
        if behaviour == "segv" and index == 2:
            print("[E] about to crash", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGSEGV)
        if behaviour == "oom":
            os.kill(os.getpid(), signal.SIGKILL)
        if behaviour == "build-failed" and index == 2:
            send("engine", state="failed", **step)
            finding("build.failed")
            send("done", ok=False)
            sys.exit(0)
        binding = [{"name": "x", "dtype": "float32", "shape": "2x8"}]
        send("engine", state="built", bytes=1000, sha256="ab" * 32, milliseconds=5, inputs=binding, outputs=binding, **step)


def hang():
    while True:
        time.sleep(60)


def garbage():
    sys.stdout.buffer.write(b"\xff\xfe not UTF-8\n{ not JSON\n[1, 2]\n{}\n\n" + "żółw 🐢\r\n".encode())
    sys.stdout.buffer.flush()
    send("fireworks", colour="red")
    send("engine", name=5)
    send("graph", nodes=[node("a", ["nothing"])])
    send("support", supported=1, total=1, unsupported=[])


def endless():
    while True:
        sys.stdout.write("x" * 1_000_000)


def stubborn(output):
    """Takes no notice of SIGTERM, nor does a child of its own."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen(
        [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(300)"]
    )
    with open(os.path.join(os.getcwd(), "pids"), "w") as file:
        file.write(f"{os.getpid()} {child.pid}")
    write(output, b"unfinished")
    hang()


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def work(task):
    behaviour = os.path.splitext(os.path.basename(task["model"]))[0]
    output = task.get("output")
    if behaviour == "silent":
        sys.exit(0)
    if behaviour == "not-python":
        print("No module named trtlens_torch", file=sys.stderr)
        sys.exit(1)
    for phase in PHASES:
        if phase in ("build", "save") and task["mode"] == "partition":
            break
        send("phase", name=phase)
        if phase == "import":
            environment = {"python": "3.11.7", "executable": sys.argv[0], "torch": "2.13.0", "torch_tensorrt": "2.13.0"}
            environment |= {"tensorrt": "1.5.0.114", "flavour": "rtx", "gpu": None, "compute_capability": "8.9"}
            send("environment", **environment, without_gpu=True)
            send("settings", settings={"min_block_size": 5, **task["settings"]})
        if phase == "load" and behaviour == "garbage":
            garbage()
        if phase == "load" and behaviour == "task":
            finding("task." + json.dumps(task), "information")
            finding(
                "environment."
                + json.dumps([os.getcwd(), os.environ.get("CI_BUILD"), os.environ.get("PYTHONDONTWRITEBYTECODE")]),
                "information",
            )
        if phase == "load" and behaviour == "endless":
            endless()
        if phase == "lower" and behaviour == "traceback":
            raise RuntimeError("lowering went wrong")
        if phase == "lower" and behaviour == "no-memory":
            raise MemoryError
        if phase == "load" and behaviour == "stubborn":
            stubborn(output)
        if phase == "partition":
            describe_graph()
        if phase == "save":
            write(output, b"half a program" if behaviour == "hang-save" else b"a compiled program")
        if behaviour == "hang-" + phase:
            hang()
        if phase == "build":
            build(behaviour)
    if task["mode"] == "compile":
        send("saved", path=output, bytes=os.path.getsize(output))
    print("the model says hello", file=sys.stderr)
    send("done", ok=True)


def probe():
    answer = {
        "python": "3.11.7",
        "executable": os.path.abspath(sys.argv[0]),
        "bits": 64,
        "prefix": "/",
        "platform": "linux-x86_64",
    }
    answer |= {"torch": "2.13.0", "torch_tensorrt": "2.13.0", "flavour": "rtx", "tensorrt": "1.5.0.114"}
    print(json.dumps({**answer, "implementation": "CPython", "has_venv": True, "is_virtual_environment": True}))


if sys.argv[-1].endswith("probe.py"):
    probe()
else:
    work(json.loads(sys.stdin.readline()))
