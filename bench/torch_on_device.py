"""Runs torch_steps.py, unchanged, on a device: python torch_on_device.py cpu|cuda [its arguments], in its folder.

Prints its JSON with the version of PyTorch and the memory that was used.
"""

import contextlib
import io
import json
import os
import resource
import runpy
import subprocess
import sys
import time

import torch

device, *arguments = sys.argv[1:]
seconds = float(arguments[arguments.index("--seconds") + 1])
clock = time.perf_counter
begun = None


def reading():
    """Reads the clock for torch_steps.py, whose first reading begins the measurement and whose last ones end it.

    A GPU has a queue of work: it has to be empty when the measurement begins and when it ends. The default device, which
    costs time at each call, is needed only while the model is made.
    """
    global begun
    if begun is None:
        torch.set_default_device(None)
    if device == "cuda" and (begun is None or clock() - begun >= seconds):
        torch.cuda.synchronize()
    now = clock()
    begun = now if begun is None else begun
    return now


sys.path[0] = os.getcwd()
sys.argv = ["torch_steps.py", *arguments]
torch.set_default_device(device)
time.perf_counter = reading
with contextlib.redirect_stdout(io.StringIO()) as printed:
    runpy.run_path("torch_steps.py", run_name="__main__")
measured = json.loads(printed.getvalue().strip().split("\n")[-1])
measured["torch"] = torch.__version__
measured["peakMb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
if device == "cuda":
    gpu = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0]
    asked = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "-i", gpu]
    used = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    measured["gpuMb"] = float(used) if used.isdigit() else None
print(json.dumps(measured))
