"""A trained model on disk: `model.joblib`, and `card.json` and `card.md`, which say what it is.

joblib runs code when it loads, so a model is only loaded when this user's tui-labeler wrote it (its
hash is remembered outside the folder) or when the user says that they trust it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import joblib

from tui_labeler import tables
from tui_labeler.errors import DataError, TrustError, UsageError
from tui_labeler.hybrid.card import as_markdown

MODEL_FILE = "model.joblib"
CARD_FILE = "card.json"
CARD_TEXT = "card.md"
WRITTEN = "models.json"
"""In the state folder: the hashes of the models that were written here."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A model and its card."""

    model: Any
    card: Mapping[str, Any]


def save(folder: Path, model: Any, card: Mapping[str, Any], state: Path) -> None:
    """Write the model into `folder`, made when absent, and remember its hash in `state`.

    Raises UsageError for a folder that holds something else, LabelerError for disk trouble.
    """
    if folder.exists() and (not folder.is_dir() or _strangers(folder)):
        raise UsageError(
            "there is something else at this place.", hint="Choose a new folder.", file=folder
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tables.atomic_write(folder / MODEL_FILE) as file:
        joblib.dump(model, file)
    digest = _digest(folder / MODEL_FILE)
    full = {**card, "sha256": digest}
    with tables.atomic_write(folder / CARD_FILE) as file:
        file.write(json.dumps(full, indent=1, ensure_ascii=False).encode() + b"\n")
    with tables.atomic_write(folder / CARD_TEXT) as file:
        file.write(as_markdown(full).encode())
    with tables.atomic_write(state / WRITTEN, mode=0o600) as file:
        file.write(json.dumps(sorted({*_written(state), digest})).encode())


def load(folder: Path, state: Path, *, trusted: bool = False) -> Saved:
    """Load a model. Raises UsageError (no model there), TrustError, DataError (damaged)."""
    path = folder / MODEL_FILE
    if not path.is_file() or not (folder / CARD_FILE).is_file():
        raise UsageError(
            "there is no model in this folder.",
            hint="tui-labeler train DIR -o MODEL makes one.",
            file=folder,
        )
    try:
        card = json.loads((folder / CARD_FILE).read_bytes())
        digest = _digest(path)
        if digest != card["sha256"]:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise DataError(
            "the model is damaged: it is not what its card describes.",
            hint="Train it again: tui-labeler train DIR -o MODEL",
            file=folder,
        ) from None
    if not trusted and digest not in _written(state):
        raise TrustError(
            "this model was not written by you on this machine, and loading a model runs its code.",
            hint="If you know where it comes from:  --trust",
            file=folder,
        )
    return Saved(joblib.load(path), card)


def _strangers(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()} - {MODEL_FILE, CARD_FILE, CARD_TEXT}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _written(state: Path) -> list[str]:
    try:
        known = json.loads((state / WRITTEN).read_bytes())
    except (OSError, ValueError):
        return []
    return known if isinstance(known, list) else []
