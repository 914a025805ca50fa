"""Snorkel on the same votes and texts, in a Python of another environment where it is installed."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.votes import Votes

SNORKEL = """
import sys, json, time, logging
import numpy as np, torch
from snorkel.labeling.model import LabelModel
from snorkel.labeling import LFAnalysis
logging.disable(50); torch.set_num_threads(1)
found = np.load(sys.argv[1]); L = found["L"].T.astype(int); y = found["y"]; k = int(found["k"])
started = time.process_time(); model = LabelModel(cardinality=k, verbose=False)
model.fit(L, n_epochs=500, seed=0, progress_bar=False); proba = model.predict_proba(L)
fit = time.process_time() - started
started = time.process_time(); LFAnalysis(L).lf_summary(y); summary = time.process_time() - started
np.save(sys.argv[2], proba); print(json.dumps({"fit": fit, "summary": summary}))
"""
APPLY = """
import sys, json, re, time
import pandas as pd
from snorkel.labeling import PandasLFApplier, labeling_function
texts, rules = json.load(open(sys.argv[1])); frame = pd.DataFrame({"text": texts})
def make(name, pattern):
    search = re.compile(pattern).search
    @labeling_function(name=name)
    def lf(x): return 0 if search(x.text.lower()) else -1
    return lf
lfs = [make(name, pattern) for name, pattern in rules]
started = time.process_time(); PandasLFApplier(lfs).apply(frame, progress_bar=False)
print(json.dumps(time.process_time() - started))
"""


def ask_snorkel(python: str, votes: Votes) -> tuple[Any, dict[str, float]]:
    """Snorkel's probabilities on the same votes, and its seconds."""
    with tempfile.TemporaryDirectory() as place:
        asked, answer = Path(place) / "votes.npz", Path(place) / "proba.npy"
        np.savez(asked, L=votes.L, y=votes.y, k=votes.k)
        command = [python, "-c", SNORKEL, str(asked), str(answer)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return np.load(answer), json.loads(done.stdout.splitlines()[-1])


def applied_by_snorkel(python: str, texts: Sequence[str], words: Sequence[str]) -> float:
    """Its seconds for a labeling function per word on all texts."""
    with tempfile.TemporaryDirectory() as place:
        asked = Path(place) / "asked.json"
        asked.write_text(json.dumps([texts, [(word, rf"\b{word}\b") for word in words]]))
        command = [python, "-c", APPLY, str(asked)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return float(json.loads(done.stdout.splitlines()[-1]))
