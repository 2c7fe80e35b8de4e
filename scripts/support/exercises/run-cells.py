"""Runs cells of code in a fresh tslab kernel, each in bounded time, and goes on after those that fail.

Reads {"cells": [CODE, ...], "seconds": LIMIT} from standard input and prints [{"status", "said"}, ...] as one line of
JSON. The status is ok, error, timeout or died; what was said is the end of the cell's messages on standard error. After
a cell that outlasts its limit or ends the kernel, the cells that had run are run again in another kernel.
"""

import json
import os
import queue
import signal
import sys
import time

from jupyter_client.manager import start_new_kernel

MOST_SAID = 20_000
request = json.loads(sys.stdin.read())
manager = client = None


def start():
    global manager, client
    stop()
    manager, client = start_new_kernel(kernel_name="tslab", cwd=os.getcwd(), startup_timeout=120)


def stop():
    if manager is not None:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def said_by(message, ident):
    """Returns what a message of the kernel adds to the complaints of one cell."""
    if message["parent_header"].get("msg_id") != ident:
        return ""
    content = message["content"]
    if message["msg_type"] == "error":
        return "\n".join(content.get("traceback") or [content.get("evalue", "")])
    return content["text"] if content.get("name") == "stderr" else ""


def run(code):
    """Returns the status of one cell and what it said."""
    ident = client.execute(code, stop_on_error=False)
    end = time.monotonic() + request["seconds"]
    said = ""
    while True:
        try:
            said = (said + said_by(client.get_iopub_msg(timeout=0.05), ident))[:MOST_SAID]
            continue
        except queue.Empty:
            pass
        try:
            reply = client.get_shell_msg(timeout=0.05)
            if reply["parent_header"].get("msg_id") == ident:
                break
        except queue.Empty:
            pass
        if time.monotonic() > end:
            return "timeout", said
        if not manager.is_alive():
            return "died", said
    time.sleep(0.1)
    while True:
        try:
            said = (said + said_by(client.get_iopub_msg(timeout=0.1), ident))[:MOST_SAID]
        except queue.Empty:
            return reply["content"]["status"], said


def run_patiently(code):
    """Runs a cell again while the kernel still drops what follows an error."""
    for _ in range(100):
        status, said = run(code)
        if status not in ("abort", "aborted"):
            return status, said
        time.sleep(0.1)
    return "error", "The kernel took no cell after the last error."


def end(*_):
    sys.exit(1)


# A command that is stopped leaves no kernel behind; in the background Python would ignore the first of these.
signal.signal(signal.SIGINT, end)
signal.signal(signal.SIGTERM, end)

try:
    start()
    results, done = [], []
    for code in request["cells"]:
        status, said = run_patiently(code)
        results.append({"status": status, "said": said})
        if status == "ok":
            done.append(code)
        if status in ("timeout", "died"):
            start()
            for earlier in done:
                run_patiently(earlier)
    print(json.dumps(results))
finally:
    stop()
