"""An autoencoder of windows in PyTorch; a step's score is its error. Needs: pip install torch numpy

npm run experiment -- --detector 'python examples/torch_autoencoder.py' --channels D-1,T-2,M-6
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch

folder = Path(sys.argv[-1])
about = json.loads((folder / "series.json").read_text())
size, epochs = about["windowSize"] or 20, {"smoke": 2, "quick": 10, "full": 50}[about["profile"]]
torch.manual_seed(about["seed"])


def windows(name):
    return torch.tensor(np.load(folder / name), dtype=torch.float32).unfold(0, size, 1).flatten(1)


train, test = windows(about["train"]), windows(about["test"])
model = torch.nn.Sequential(torch.nn.Linear(train.shape[1], 16), torch.nn.Tanh(), torch.nn.Linear(16, train.shape[1]))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for _ in range(epochs):
    for batch in train[torch.randperm(len(train))].split(128):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(batch), batch).backward()
        optimizer.step()
with torch.no_grad():
    for name, values in {"train_scores": train, "scores": test}.items():
        np.save(folder / f"{name}.npy", (model(values) - values).square().mean(1).numpy())
(folder / "scores.json").write_text(json.dumps({"windowSize": size}))
