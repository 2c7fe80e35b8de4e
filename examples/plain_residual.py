"""The distance of the first feature from its mean over the 20 steps before; nothing but Python's standard library.

npm run experiment -- --detector 'python examples/plain_residual.py' --exchange csv --channels D-1,T-2,M-6
"""
import csv
import sys
from pathlib import Path

folder = Path(sys.argv[-1])


def residuals(name):
    with open(folder / name, newline="") as file:
        values = [float(row[0]) for row in list(csv.reader(file))[1:]]
    for step, value in enumerate(values):
        before = values[max(0, step - 20) : step] or [value]
        yield abs(value - sum(before) / len(before))


for series, scores in {"train.csv": "train_scores.csv", "test.csv": "scores.csv"}.items():
    lines = [f"{score}\n" for score in residuals(series)]
    (folder / scores).write_text("score\n" + "".join(lines))
