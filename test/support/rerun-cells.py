"""Runs every code cell of a notebook twice in a row, then each once more from the last to the first, at profile smoke.

Usage: rerun-cells.py NOTEBOOK. Prints the failures as one line of JSON: [{"cell", "run", "message"}].
"""

import json
import os
import sys
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

path = Path(sys.argv[1])
notebook = json.loads(path.read_text(encoding="utf-8"))
cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
environment = {**os.environ, "TELLTALE_PROFILE": "smoke"}
manager, client = start_new_kernel(
    kernel_name="tslab", cwd=str(path.parent), env=environment, startup_timeout=120
)
failures = []


def complaint(message):
    if message["msg_type"] == "error":
        return message["content"]["evalue"]
    return message["content"]["text"] if message["content"].get("name") == "stderr" else ""


def run(cell, label):
    said = []
    hook = lambda message: said.append(complaint(message))
    reply = client.execute_interactive(cells[cell], output_hook=hook, timeout=900)["content"]
    if reply["status"] != "ok":
        failures.append({"cell": cell, "run": label, "message": "".join(said)[:500]})
        time.sleep(2)  # tslab aborts what is sent right after an error


try:
    for cell in range(len(cells)):
        run(cell, "first")
        run(cell, "second")
    for cell in reversed(range(len(cells))):
        run(cell, "after the end")
    print(json.dumps(failures))
finally:
    manager.shutdown_kernel(now=True)
