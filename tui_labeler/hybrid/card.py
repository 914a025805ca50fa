"""The model card: what a model was trained on, how good it is, what it confuses."""

from collections.abc import Mapping
from typing import Any

from tui_labeler.hybrid.markdown import plain
from tui_labeler.hybrid.model_file import JOBLIB


def as_markdown(card: Mapping[str, Any]) -> str:
    """A card for people. Text of the project is one line each, its Markdown escaped."""
    lines = [f"# {plain(card['name'])}", ""]
    if card["task"]:
        lines += [plain(card["task"]), ""]
    version = card["versions"]["tui-labeler"]
    lines += [
        f"Trained by tui-labeler {version} on {card['trained_on']:,} texts{_drawn(card)}.",
        "",
        "| label | texts | description |",
        "|---|--:|---|",
        *(
            f"| {plain(label['name'])} | {label['n']:,} | {plain(label['description'])} |"
            for label in card["labels"]
        ),
        "",
        "## How good it is",
        "",
        _accuracy(card["accuracy"]),
    ]
    if card["macro_f1"] is not None:
        lines += ["", f"Macro F1: {card['macro_f1']:.3f}"]
    if card["confusions"]:
        lines += ["", "It takes one label for another most often here:", ""]
        lines += [
            f"- {plain(one['true'])} → {plain(one['predicted'])}: {one['n']}"
            for one in card["confusions"]
        ]
    versions = ", ".join(f"{name} {number}" for name, number in card["versions"].items())
    lines += ["", "## How it was made", "", f"Sources of its labels: {_sources(card)}.", ""]
    lines += [f"Against wrong labels: {plain(card['noise'])}.", ""]
    lines += [f"Versions: {versions}. Seed: {card['seed']}. SHA-256: `{card['sha256']}`.", ""]
    if card["file"] == JOBLIB:
        lines += [
            f"Loading `{JOBLIB}` runs code: load it only if you trust where it comes from.",
            "",
        ]
    return "\n".join(lines)


def _drawn(card: Mapping[str, Any]) -> str:
    if card["labelled"] == card["trained_on"]:
        return ""
    return f" of {card['labelled']:,} with a label: all the person's, the others drawn at random"


def _accuracy(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return f"Accuracy: not known ({figure['reason']})."
    return (
        f"Accuracy: {figure['value']:.1%} (95 % interval {figure['low']:.1%} to "
        f"{figure['high']:.1%}, n {figure['n']:,}), on texts drawn at random that the model that "
        "judged them had not seen."
    )


def _sources(card: Mapping[str, Any]) -> str:
    return ", ".join(f"{source} {count:,}" for source, count in card["sources"].items())
