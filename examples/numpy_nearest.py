"""The distance of each step to the nearest of 500 training steps. Needs: pip install numpy

npm run experiment -- --detector 'python examples/numpy_nearest.py' --channels D-1,T-2,M-6
"""
import json
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[-1])
about = json.loads((folder / "series.json").read_text())
train, test = np.load(folder / about["train"]), np.load(folder / about["test"])
chosen = np.random.default_rng(about["seed"]).permutation(len(train))
known, others = train[chosen[:500]], np.sort(chosen[500:])


def nearest(steps):
    return np.array([np.sqrt(((known - step) ** 2).sum(axis=1).min()) for step in steps])


np.save(folder / "scores.npy", nearest(test))
# The steps that are among the 500 are 0 away from themselves: the others say what is usual.
scores = np.full(len(train), np.nan)
scores[others] = nearest(train[others])
np.save(folder / "train_scores.npy", np.where(np.isnan(scores), np.nanmedian(scores), scores))
