"""The keys of every screen as data: help, key bar and palette are made from what is bound.

An id is `area.verb` and is what project.toml's `[keys]` names. `tooltip` is the line in the help,
`group` its heading; only bindings with `show` stand in the key bar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding, BindingType
from textual.keys import format_key
from textual.screen import Screen

ANSWER = Binding.Group("ANSWER")
LOOK = Binding.Group("LOOK")
GO_BACK = Binding.Group("GO BACK")
VIEWS = Binding.Group("VIEWS")
GROUPS = (ANSWER, LOOK, GO_BACK, VIEWS)


def bind(
    id: str, keys: str, action: str, short: str, long: str, group: Binding.Group, show: bool = True
) -> Binding:
    """A binding in the house's words."""
    return Binding(keys, action, short, show=show, tooltip=long, id=id, group=group)


TEXT = ("move(", "half(", "first_line", "last_line")
"""The actions that scroll the text."""
ITEM = ("details", "copy")
"""The actions on any item that is shown."""
LABEL_KEYS: list[BindingType] = [
    bind("label.agree", "a,enter", "agree", "agree", "agree with the suggestion", ANSWER),
    bind("label.skip", "space", "skip", "skip", "skip, comes back later", ANSWER),
    bind("label.undo", "u,backspace", "undo", "undo", "undo and show again", GO_BACK),
    bind("label.flag", "f", "flag", "flag", "flag for later", ANSWER),
    bind("label.reject", "x", "reject", "reject", "reject: not usable", ANSWER),
    bind("label.find", "l", "find", "find", "find a label by name", ANSWER),
    bind("label.note", "n", "note", "note", "write a note", ANSWER, False),
    bind("label.search", "slash", "search", "search", "search items, label one", ANSWER, False),
    bind("label.redo", "U", "redo", "redo", "redo", GO_BACK, False),
    bind(
        "label.earlier",
        "left_square_bracket",
        "look(1)",
        "earlier",
        "earlier answers",
        GO_BACK,
        False,
    ),
    bind(
        "label.later", "right_square_bracket", "look(-1)", "later", "later answers", GO_BACK, False
    ),
    bind("label.history", "h", "history", "history", "all my answers", GO_BACK, False),
    bind("text.down", "j,down", "move(1)", "down", "scroll", LOOK, False),
    bind("text.up", "k,up", "move(-1)", "up", "scroll", LOOK, False),
    bind("text.half_down", "ctrl+d,pagedown", "half(1)", "down", "half a page", LOOK, False),
    bind("text.half_up", "ctrl+u,pageup", "half(-1)", "up", "half a page", LOOK, False),
    bind("text.top", "g,home", "first_line", "first", "first, last line", LOOK, False),
    bind("text.end", "G,end", "last_line", "last", "first, last line", LOOK, False),
    bind("text.words", "w", "words", "words", "mark words, or not", LOOK, False),
    bind("text.only", "z", "text_only", "text only", "text only, or all", LOOK, False),
    bind("label.blind", "b", "blind", "blind", "hide suggestions, or not", LOOK, False),
    bind("item.details", "i", "details", "details", "everything about it", LOOK, False),
    bind("item.copy", "y", "copy", "copy", "copy id and text", LOOK, False),
    bind("label.guidelines", "I", "guidelines", "guidelines", "guidelines", LOOK, False),
    bind("model.retrain", "R", "retrain", "retrain", "learn now", VIEWS, False),
]
TEXT_KEYS = [key for key in LABEL_KEYS if isinstance(key, Binding) and key.action.startswith(TEXT)]
ITEM_KEYS = [key for key in LABEL_KEYS if isinstance(key, Binding) and key.action in ITEM]
VALIDATE_KEYS: list[BindingType] = [
    bind("validate.agree", "a,enter", "agree", "agree", "the LLM is right", ANSWER),
    bind("validate.wrong", "x", "wrong", "wrong", "wrong, right label unknown", ANSWER),
    bind("validate.unsure", "space", "unsure", "unsure", "cannot tell, does not count", ANSWER),
    bind("validate.undo", "u,backspace", "undo", "undo", "undo and show again", GO_BACK),
    bind("validate.group", "A", "agree_to_group", "all", "agree to all like this one", ANSWER),
    bind("validate.reason", "r", "reason", "reason", "the LLM's reason, or not", LOOK),
    bind("validate.flag", "f", "flag", "flag", "flag for later", ANSWER, False),
    bind("validate.find", "l", "find", "find", "find a label by name", ANSWER, False),
    bind("validate.note", "n", "note", "note", "write a note", ANSWER, False),
    bind("validate.more", "plus", "more", "more", "fifty more items to check", ANSWER, False),
    bind("validate.redo", "U", "redo", "redo", "redo", GO_BACK, False),
    bind("llm.run", "b", "ask_llm", "LLM", "LLM labelling: asks first", ANSWER, False),
    bind("llm.stop", "z", "stop_llm", "stop", "stop the LLM run", ANSWER, False),
]
ERRORS_KEYS: list[BindingType] = [
    bind("errors.keep", "o", "keep", "keep", "keep: the label is right", ANSWER),
    bind("errors.take", "a,enter", "take", "take it", "take the suggestion", ANSWER),
    bind("errors.remove", "x", "remove", "remove", "remove from training", ANSWER),
    bind("errors.later", "space", "later", "later", "later, behind the others", ANSWER),
    bind("errors.undo", "u,backspace", "undo", "undo", "undo and show again", GO_BACK),
    bind("errors.filter", "slash", "filter", "filter", "show only some suspects", LOOK),
    bind("errors.matrix", "M", "matrix", "matrix", "which labels are confused", LOOK, False),
    bind("errors.audit", "D", "audit", "data", "check the whole data set", LOOK, False),
    bind("errors.find", "l", "find", "find", "find a label by name", ANSWER, False),
    bind("errors.redo", "U", "redo", "redo", "redo", GO_BACK, False),
    bind("errors.down", "j,down", "step(1)", "down", "next, last suspect", LOOK, False),
    bind("errors.up", "k,up", "step(-1)", "up", "next, last suspect", LOOK, False),
    bind("errors.half_down", "ctrl+d,pagedown", "page(1)", "down", "half a page", LOOK, False),
    bind("errors.half_up", "ctrl+u,pageup", "page(-1)", "up", "half a page", LOOK, False),
    bind("errors.top", "g,home", "step(-1000000)", "first", "first, last one", LOOK, False),
    bind("errors.end", "G,end", "step(1000000)", "last", "first, last one", LOOK, False),
    bind(
        "errors.scroll", "right_square_bracket", "scroll(1)", "down", "scroll the text", LOOK, False
    ),
    bind(
        "errors.scroll_up",
        "left_square_bracket",
        "scroll(-1)",
        "up",
        "scroll the text",
        LOOK,
        False,
    ),
]
FUNCTIONS_KEYS: list[BindingType] = [
    bind("functions.open", "enter", "open", "items", "the items it votes on", LOOK),
    bind("functions.conflicts", "c", "list('conflicts')", "conflicts", "where it conflicts", LOOK),
    bind("functions.misses", "m", "list('misses')", "misses", "where it keeps silent", LOOK),
    bind(
        "functions.uncovered", "v", "list('uncovered')", "uncovered", "items without a vote", LOOK
    ),
    bind("functions.edit", "e", "edit", "edit", "edit the file, at its line", ANSWER),
    bind("functions.reload", "r", "reload", "reload", "run what changed or failed", ANSWER),
    bind("functions.switch", "d", "switch", "on/off", "switch it off or on", ANSWER),
    bind("functions.sort", "s", "sort", "sort", "another order", LOOK),
    bind("functions.suggest", "n", "suggest", "new rule", "rules your labels suggest", ANSWER),
    bind("functions.train", "t", "train", "end model", "judge the end model", ANSWER),
    bind("functions.trust", "T", "trust", "trust", "let this folder's code run", ANSWER, False),
    bind("functions.bucket", "b", "bucket", "bucket", "by what you said", LOOK),
    bind("functions.filter", "slash", "filter", "filter", "show only some", LOOK),
    bind("functions.undo", "u,backspace", "undo", "undo", "undo the last label", GO_BACK, False),
    bind("functions.back", "q,escape", "close_list", "back", "back to the table", GO_BACK),
    bind("functions.down", "j,down", "move(1)", "down", "down", LOOK, False),
    bind("functions.up", "k,up", "move(-1)", "up", "up", LOOK, False),
    bind("functions.page_down", "ctrl+d,pagedown", "move(10)", "page", "a page down", LOOK, False),
    bind("functions.page_up", "ctrl+u,pageup", "move(-10)", "page up", "a page up", LOOK, False),
    bind("functions.top", "g,home", "move(-100000)", "top", "to the first", LOOK, False),
    bind("functions.end", "G,end", "move(100000)", "end", "to the last", LOOK, False),
]
PROGRESS_KEYS: list[BindingType] = [
    bind("progress.sort", "s", "sort", "sort classes", "classes by size or by name", LOOK),
    bind("progress.costs", "c", "costs", "costs", "costs so far, and of more", LOOK),
    bind("progress.worklist", "w", "worklist", "what next", "what to do next, and why", LOOK),
    bind("progress.retrain", "R", "retrain", "retrain now", "retrain now", LOOK),
]
SCREEN_KEYS: list[BindingType] = [
    bind("go.next", "tab", "app.step_screens(1)", "next", "next, last screen", VIEWS, False),
    bind("go.last", "shift+tab", "app.step_screens(-1)", "last", "next, last screen", VIEWS, False),
]
APP_KEYS: list[BindingType] = [
    bind("app.help", "question_mark", "help", "help", "this help", VIEWS),
    bind("app.back", "q,escape", "step_back", "quit", "back or quit: all is saved", GO_BACK),
    bind("app.quit", "Q,ctrl+q", "quit", "quit", "quit from anywhere", GO_BACK, False),
    bind(
        "app.palette", "colon,ctrl+p", "command_palette", "commands", "all commands", VIEWS, False
    ),
    bind("app.suspend", "ctrl+z", "suspend_process", "suspend", "to the shell", VIEWS, False),
    bind("app.redraw", "ctrl+l", "redraw", "redraw", "draw the screen again", VIEWS, False),
    bind("app.saved", "ctrl+s", "saved", "save", "all is saved already", VIEWS, False),
    bind("app.interrupt", "ctrl+c", "interrupt", "quit", "twice: quit", GO_BACK, False),
]

UNBOUND = "unbound"
"""The key of an action that has none; no terminal sends it."""
NAMES = {"backspace": "bksp", "enter": "enter", "up": "↑", "down": "↓"}


@dataclass(frozen=True, slots=True)
class LiveKey:
    """A binding as it works on the screen, a person's remapping included."""

    id: str
    action: str
    keys: tuple[str, ...]
    short: str
    long: str
    group: str
    show: bool


def key_name(key: str) -> str:
    """How a key is written: `^d`, `?`, `bksp`.

    >>> key_name("ctrl+d"), key_name("question_mark"), key_name("U")
    ('^d', '?', 'U')
    """
    *modifiers, last = key.split("+")
    name = NAMES.get(last) or format_key(last)
    return ("^" if "ctrl" in modifiers else "shift-" if "shift" in modifiers else "") + name


def live_keys(screen: Screen[Any]) -> list[LiveKey]:
    """The named bindings of `screen` and its app, each with all its keys, in their order."""
    found: dict[str, LiveKey] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.id is None or key == UNBOUND:
            continue
        known = found.get(binding.id)
        found[binding.id] = LiveKey(
            binding.id,
            binding.action,
            (*(known.keys if known else ()), key_name(key)),
            binding.description,
            binding.tooltip,
            binding.group.description if binding.group else "",
            binding.show,
        )
    return list(found.values())


def span(keys: Iterable[str]) -> str:
    """Label keys in short: `1-5`, `1-9 0`, `1-3 p`.

    >>> span(["1", "2", "3", "p"])
    '1-3 p'
    """
    runs: list[str] = []
    for key in keys:
        last = runs[-1][-1] if runs else ""
        if last.isdecimal() and key.isdecimal() and int(key) == int(last) + 1:
            runs[-1] = f"{runs[-1][0]}-{key}"
        else:
            runs.append(key)
    return " ".join(runs)
