"""Compares what `npm run judge -- --json FILE --data DIR` says with scikit-learn and TSB-AD on the same scores.

    pip install numpy scikit-learn TSB-AD==1.5
    python examples/check_judgement.py verdict.json SCORES DIR [CHANNEL ...]
"""
import ast, csv, json, sys, warnings
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score
from TSB_AD.evaluation.metrics import get_metrics
from TSB_AD.utils.slidingWindows import find_length_rank

warnings.filterwarnings("ignore")  # of thresholds that predict nothing

TSB_AD = {
    "tsbVusPr": "VUS-PR", "tsbVusRoc": "VUS-ROC", "tsbAucPr": "AUC-PR", "tsbAucRoc": "AUC-ROC",
    "tsbStandardF1": "Standard-F1", "tsbPointAdjustedF1": "PA-F1", "tsbEventF1": "Event-based-F1",
    "tsbRangeF1": "R-based-F1", "tsbAffiliationF1": "Affiliation-F",
}


def labels_of(root: Path, length: dict) -> dict:
    labels = {channel: np.zeros(steps, int) for channel, steps in length.items()}
    with open(root / "labeled_anomalies.csv") as file:
        for row in csv.DictReader(file):
            for first, last in ast.literal_eval(row["anomaly_sequences"]):
                if row["chan_id"] in labels:
                    labels[row["chan_id"]][first : last + 1] = 1
    return labels


verdict, scores, root, wanted = json.load(open(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
row = next(row for row in verdict["rows"] if row["kind"] == "judged")
names = [each["name"] for each in verdict["data"]["series"]]
labels = labels_of(root, {each["name"]: each["steps"] for each in verdict["data"]["series"]})
largest, count = {}, 0
for name, ours in zip(names, row["bySeries"]):
    if wanted and name not in wanted:
        continue
    y, s = labels[name], np.load(scores / f"{name}.npy").astype(float)
    precision, recall, _ = precision_recall_curve(y, s)
    with np.errstate(invalid="ignore"):
        f1 = np.nanmax(2 * precision * recall / (precision + recall))
    theirs = {"stepPrAuc": average_precision_score(y, s), "tsbAucRoc": roc_auc_score(y, s), "bestF1Oracle": f1}
    window = find_length_rank(np.load(root / "test" / f"{name}.npy")[:, :1], rank=1)
    found = get_metrics(s, y, slidingWindow=window)
    theirs.update({f"{ours_}, TSB-AD": found[theirs_] for ours_, theirs_ in TSB_AD.items()})
    count += 1
    for key, value in theirs.items():
        difference = abs(value - ours[key.split(",")[0]])
        if difference > largest.get(key, (-1, ""))[0]:
            largest[key] = (difference, name)
for key, (difference, name) in largest.items():
    print(f"{key:32} largest difference {difference:.1e} (on {name})")
print(f"{count} series of {row['name']}; all within 1e-9: {all(d <= 1e-9 for d, _ in largest.values())}")
