"""The keys a person chose, for Textual. Most choose none, and then no screen is loaded to check."""

from collections.abc import Mapping

from tui_labeler.project.preferences import Preferences
from tui_labeler.project.project import Project
from tui_labeler.tui.keys import UNBOUND


def label_letters(project: Project) -> dict[str, str]:
    """Letter -> the label that has it as its key."""
    labels = project.config.labels
    return {label.key: label.name for label in labels if label.key and not label.key.isdecimal()}


def keymap(preferences: Preferences, letters: Mapping[str, str]) -> dict[str, str]:
    """What Textual's `set_keymap` wants. `letters`: see `label_letters`. Raises as `chosen`."""
    if not preferences.keys and not letters:
        return {}
    from tui_labeler.tui.key_checks import chosen

    return {
        action.id: ",".join(action.keys or (UNBOUND,))
        for action in chosen(preferences, letters)
        if action.id in preferences.keys
    }
