"""Label texts in a terminal with a model, rules and an LLM at your side."""

__version__ = "0.1.0"
_LAZY = {
    "labeling_function": "tui_labeler.weak_supervision.labeling_function",
    "LabelingFunction": "tui_labeler.weak_supervision.labeling_function",
}


def __getattr__(name: str) -> object:
    """What project files import, loaded when it is asked for."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
