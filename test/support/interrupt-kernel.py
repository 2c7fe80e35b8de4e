"""Interrupts a training in a notebook's kernel and prints what came of it as one line of JSON.

Usage: interrupt-kernel.py FOLDER_OF_NOTEBOOKS
"""

import json
import sys
import time

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="tslab", cwd=sys.argv[1], startup_timeout=60)


def run(code, interrupt_after=None):
    """Runs a cell. Returns what it printed, and the seconds it took; after the interrupt, if there was one."""
    request, printed, interrupted = client.execute(code), "", None
    started = time.time()
    while time.time() - started < 300:
        if interrupt_after is not None and interrupted is None and "begun" in printed:
            time.sleep(interrupt_after)
            manager.interrupt_kernel()
            interrupted = time.time()
        try:
            message = client.get_iopub_msg(timeout=0.1)
        except Exception:
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return printed, time.time() - (interrupted or started)
    raise TimeoutError(f"a cell took five minutes: {code}")


TRAINING = """
console.log('begun');
await fit(new LstmVae({ windowSize: 50, features: 5, seed: 0 }), windows, { epochs: 60, patience: 60, seed: 0, onEpoch: () => { seen.epochs += 1; } });
seen.ended = true;
"""

try:
    run(
        "import { loadSource, prepareSeries } from './lib/experiments/index';\n"
        "import { LstmVae } from './lib/models/index';\n"
        "import { loadBackend } from './lib/runtime/index';\n"
        "import { fit } from './lib/training/index';\n"
        "await loadBackend();"
    )
    run(
        "const source = { kind: 'sensor' as const, channels: ['waves'], windowSize: 50, train: 1000 };\n"
        "const protocol = { windowSize: 50, stride: 50, validationFraction: 0.2, scaling: 'none' as const };\n"
        "const { windows } = prepareSeries(loadSource(source, 'waves', 0), { protocol: protocol, seed: 0 });\n"
        "const seen = { epochs: 0, ended: false };"
    )
    _, seconds = run(TRAINING, interrupt_after=10)
    time.sleep(2)
    states = []
    for _ in range(2):
        states.append(run("console.log(JSON.stringify(seen));")[0].strip())
        time.sleep(3)
    print(json.dumps({"seconds": seconds, "states": [json.loads(state) for state in states]}))
finally:
    manager.shutdown_kernel(now=True)
