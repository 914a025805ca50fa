"""A trained model on disk: the model's file, and `card.json` and `card.md`, which say what it is.

A model may run code when it is loaded, so it is only loaded when this user's tui-labeler wrote it
(its hash is remembered outside the folder) or when the user says that they trust it.
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tui_labeler import tables
from tui_labeler.errors import DataError, TrustError, UsageError
from tui_labeler.hybrid import model_file
from tui_labeler.hybrid.card import as_markdown
from tui_labeler.text import one_line

CARD_FILE = "card.json"
CARD_TEXT = "card.md"
WRITTEN = "models.json"
"""In the state folder: the hashes of the models that were written here."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A model, its card and its file."""

    model: Any
    card: Mapping[str, Any]
    file: Path

    @property
    def labels(self) -> list[str]:
        """What it chooses from."""
        return [str(label) for label in self.model.classes_]

    def probabilities(self, texts: Sequence[str]) -> Any:
        """float [n, k] of `texts` and `labels`. Raises DataError where the model cannot say."""
        try:
            said = self.model.predict_proba(texts)
            if said.shape != (len(texts), len(self.labels)):
                raise ValueError("its answer has another shape")
        except Exception as error:  # another version, or no model of texts: anything may come
            raise model_file.unusable(self.file, error) from error
        return said


def check_place(folder: Path) -> None:
    """Raise UsageError where `folder` holds something else than a model, or is stdout."""
    if str(folder) == "-":
        raise UsageError("a model is a folder, which stdout cannot take.", hint="-o MODEL")
    if folder.exists() and (not folder.is_dir() or _strangers(folder)):
        raise UsageError(
            "there is something else at this place.", hint="Choose a new folder.", file=folder
        )


def save(folder: Path, model: Any, card: Mapping[str, Any], state: Path) -> Mapping[str, Any]:
    """Write the model into `folder`, made when absent, and remember its hash in `state`.

    Returns the card with `file` and `sha256`. The card is written last: a folder whose writing was
    cut off holds no model.

    Raises UsageError for a folder that holds something else, LabelerError for disk trouble.
    """
    check_place(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (CARD_FILE, CARD_TEXT):
        (folder / name).unlink(missing_ok=True)
    name = model_file.write(folder, model)
    digest = _digest(folder / name)
    full = {**card, "file": name, "sha256": digest}
    with tables.atomic_write(state / WRITTEN, mode=0o600) as file:
        file.write(json.dumps(sorted({*_written(state), digest})).encode())
    with tables.atomic_write(folder / CARD_TEXT) as file:
        file.write(as_markdown(full).encode())
    with tables.atomic_write(folder / CARD_FILE) as file:
        file.write(json.dumps(full, indent=1, ensure_ascii=False).encode() + b"\n")
    return full


def load(folder: Path, state: Path, *, trusted: bool = False, known: str = "") -> Saved:
    """Load a model. `known`: the hash of one that was written by this user, as another machine of
    theirs says. Raises UsageError (no model there), TrustError, DataError (damaged)."""
    if not (folder / CARD_FILE).is_file():
        raise UsageError(
            "there is no model in this folder.",
            hint="tui-labeler train DIR -o MODEL makes one.",
            file=folder,
        )
    try:
        card = json.loads((folder / CARD_FILE).read_bytes())
        path = folder / card["file"]
        if card["file"] not in model_file.FILES or not path.is_file():
            raise ValueError
        digest = _digest(path)
        if digest != card["sha256"] or not isinstance(card["versions"], dict):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise DataError(
            "the model is damaged: it is not what its card describes.",
            hint="Train it again: tui-labeler train DIR -o MODEL",
            file=folder,
        ) from None
    if not trusted and digest not in {known, *_written(state)}:
        raise TrustError(
            "this model was not written by you on this machine, and loading a model may run code.",
            hint="If you know where it comes from:  --trust",
            file=folder,
        )
    with warnings.catch_warnings():
        # Another version of scikit-learn: `other_version` says so.
        warnings.simplefilter("ignore")
        return Saved(model_file.read(path, trusted=trusted), card, path)


def other_version(card: Mapping[str, Any]) -> str:
    """That the model was trained with another scikit-learn than this one; else ""."""
    then, now = card["versions"].get("scikit-learn"), version("scikit-learn")
    if then == now:
        return ""
    shown = one_line(str(then), 20)
    return f"Trained with scikit-learn {shown}, here {now}: predictions may differ."


def _strangers(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()} - {*model_file.FILES, CARD_FILE, CARD_TEXT}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _written(state: Path) -> list[str]:
    try:
        known = json.loads((state / WRITTEN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    return [one for one in known if isinstance(one, str)] if isinstance(known, list) else []
