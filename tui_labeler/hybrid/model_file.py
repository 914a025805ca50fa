"""A scikit-learn model in a file: as skops where that is installed, which runs no code when it is
loaded; else as joblib, which does.
"""

from pathlib import Path
from typing import Any

from tui_labeler import tables
from tui_labeler.errors import DataError, LabelerError, TrustError, UsageError
from tui_labeler.text import one_line

SKOPS, JOBLIB = "model.skops", "model.joblib"
FILES = (SKOPS, JOBLIB)


def write(folder: Path, model: Any) -> str:
    """Write `model` into `folder` and return the file's name; the other format's file goes."""
    dumps = _skops("dumps")
    name = JOBLIB if dumps is None else SKOPS
    with tables.atomic_write(folder / name) as file:
        if dumps is None:
            import joblib

            joblib.dump(model, file)
        else:
            file.write(dumps(model))
    for other in {*FILES} - {name}:
        (folder / other).unlink(missing_ok=True)
    return name


def read(path: Path, *, trusted: bool) -> Any:
    """The model in a file that is what its card says.

    Raises UsageError where skops is wanted and missing, TrustError where a skops file asks for code
    beyond scikit-learn's and `trusted` is False, DataError for what is no model of texts.
    """
    try:
        model = _joblib(path) if path.name == JOBLIB else _from_skops(path, trusted)
        if not len(model.classes_) or not callable(model.predict_proba):
            raise TypeError("it labels nothing")
        return model
    except LabelerError:
        raise
    except Exception as error:  # there is no end of what unpickling raises
        raise unusable(path, error) from error


def unusable(path: Path, error: Exception) -> DataError:
    """That the model in a file cannot be loaded, or cannot label."""
    why = one_line(f"{type(error).__name__}: {error}", 100).rstrip(": .")
    return DataError(
        f"this model cannot be used here: {why}.",
        hint="It is damaged, or was made with other versions. Train it again: tui-labeler train",
        file=path,
    )


def _joblib(path: Path) -> Any:
    import joblib

    return joblib.load(path)


def _from_skops(path: Path, trusted: bool) -> Any:
    load, ask = _skops("load"), _skops("get_untrusted_types")
    if load is None or ask is None:
        raise UsageError(
            "this model was saved with skops.", hint="pip install 'tui-labeler[skops]'", file=path
        )
    types = ask(file=path)
    if types and not trusted:
        asked = ", ".join(one_line(name, 40) for name in types[:3])
        raise TrustError(f"this model asks for code beyond scikit-learn: {asked}.", file=path)
    return load(path, trusted=types)


def _skops(name: str) -> Any:
    """A function of skops.io; None where it is not installed."""
    try:
        import skops.io
    except ImportError:
        return None
    return getattr(skops.io, name)
