"""Interrupts a training in a notebook's kernel and prints what came of it as one line of JSON.

Usage: interrupt-kernel.py FOLDER_OF_NOTEBOOKS
"""

import json
import sys
import time

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="tslab", cwd=sys.argv[1], startup_timeout=60)


def run(code, interrupt_after=None):
    """Runs a cell. Returns what it printed, and the seconds it took; after the interrupt, if there was one.

    The interrupt comes so many seconds after the cell has printed "begun".
    """
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
        if message["msg_type"] == "error":
            printed += message["content"]["evalue"] + "\n"
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return printed, time.time() - (interrupted or started)
    raise TimeoutError(f"a cell took five minutes: {code}")


TRAINING = """
const model = new LstmVae({ windowSize: 10, features: 5, seed: 0 });
const onEpoch = () => { seen.epochs += 1; if (seen.epochs === 1) console.log('begun'); };
const history = await fit(model, windows, { epochs: 100, patience: 100, onEpoch });
seen.ended = true;
"""

# The first epoch also builds the graph, in one call of TensorFlow.
COMPILING = """
console.log('begun');
const early = await fit(new LstmVae({ windowSize: 10, features: 5, hiddenUnits: 96 }), windows, { epochs: 300, patience: 300 });
"""

# An interrupt in the first epoch has nothing to keep, so it comes after that.
TWO = """
const tell = ({ trainLoss }) => { if (trainLoss.length === 1) console.log('begun'); };
for (const seed of [0, 1]) await fit(model, windows, { epochs: 100, patience: 100, seed, onEpoch: tell });
console.log('over');
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
        "const source = { kind: 'sensor' as const, channels: ['waves'], windowSize: 10, train: 1500 };\n"
        "const protocol = { windowSize: 10, stride: 10, validationFraction: 0.2, scaling: 'none' as const };\n"
        "const { windows } = prepareSeries(loadSource(source, 'waves', 0), { protocol: protocol, seed: 0 });\n"
        "const seen = { epochs: 0, ended: false };"
    )
    printed, seconds = run(TRAINING, interrupt_after=2)
    time.sleep(2)
    states = []
    for _ in range(2):
        states.append(run("console.log(JSON.stringify(seen));")[0].strip())
        time.sleep(3)
    history = json.loads(run("console.log(JSON.stringify([history.ended, history.trainLoss.length]));")[0])
    again = run("const again = await fit(model, windows, { epochs: 1 }); console.log(again.ended);")[0].strip()
    compiling = run(COMPILING, interrupt_after=0.2)
    time.sleep(0.5)
    two = run(TWO, interrupt_after=1)
    seen = {"printed": printed, "states": [json.loads(state) for state in states], "history": history, "again": again}
    late = {"compiling": compiling, "two": two}
    print(json.dumps({"seconds": seconds, **seen, **late}))
finally:
    manager.shutdown_kernel(now=True)
