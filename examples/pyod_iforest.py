"""PyOD's isolation forest on windows of the series. Needs: pip install pyod numpy

npm run experiment -- --detector 'python examples/pyod_iforest.py' --channels D-1,T-2,M-6
"""
import json
import sys
from pathlib import Path

import numpy as np
from pyod.models.iforest import IForest

folder = Path(sys.argv[-1])
about = json.loads((folder / "series.json").read_text())
size = about["windowSize"] or 20


def windows(name):
    views = np.lib.stride_tricks.sliding_window_view(np.load(folder / name), size, axis=0)
    return views.reshape(len(views), -1)


forest = IForest(random_state=about["seed"]).fit(windows(about["train"]))
np.save(folder / "train_scores.npy", forest.decision_scores_)
np.save(folder / "scores.npy", forest.decision_function(windows(about["test"])))
# One score a window: a step gets the mean of the windows that it lies in.
(folder / "scores.json").write_text(json.dumps({"windowSize": size, "stride": 1, "step": "mean"}))
