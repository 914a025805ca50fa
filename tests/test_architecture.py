"""The house keeps its order: who may import whom, what stays in one room, how large things grow.

Read from the source with `ast`, so that imports inside functions count too.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import tui_labeler

PACKAGE = Path(tui_labeler.__file__).parent

FOUNDATION = {"errors", "text", "jobs", "registry"}
# A room imports from the layers above it in this list, never from its own or one below.
LAYERS = [
    FOUNDATION,
    {"tables"},
    {"project"},
    {"store", "features", "evaluation"},
    {"estimators"},
    {"active_learning", "weak_supervision", "llm", "label_noise"},
    {"hybrid", "interop"},
    {"session"},
    {"tui"},
    {"cli"},
]
MAY_IMPORT = {
    room: FOUNDATION.union(*LAYERS[:depth]) - {room}
    for depth, layer in enumerate(LAYERS)
    for room in layer
}
MAY_IMPORT["worker"] = FOUNDATION
MAY_IMPORT["distributed"] = FOUNDATION | {"worker"}
MAY_IMPORT["cli"] |= {"distributed"}
for front in ("session", "cli", "tui"):
    MAY_IMPORT[front] |= {"worker"}
MAY_IMPORT["__main__"] = {"cli"}
# `labeling_function` and `load_labels`, imported when they are used.
MAY_IMPORT["__init__"] = {"weak_supervision", "interop", "session"}

ONLY_IN = {
    "sqlite3": "store",
    "textual": "tui",
    "modAL": "active_learning",
    "cleanlab": "label_noise",
    "openai": "llm",
    "distributed": "distributed",
    "dask": "distributed",
}
HEAVY = {"numpy", "pandas", "scipy", "sklearn"}
LIGHT_ROOMS = {"project", "store", "session", "cli", "tui", "worker"}
WITHOUT_NUMBERS = {"session", "tui"}
"""Rooms that import none of HEAVY, not even inside a function."""

FILE_LINES = 300
FUNCTION_LINES = 60
# "file" or "file:function" -> why it is better in one piece.
LONGER: dict[str, str] = {}


@dataclass(frozen=True)
class Import:
    """One imported module."""

    module: str
    at_start: bool
    """Whether it is imported as soon as the file is."""
    line: int

    @property
    def top(self) -> str:
        """The first part of the name."""
        return self.module.partition(".")[0]


@dataclass(frozen=True)
class Source:
    """A file of the package."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """Where it is, from the package on."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def room(self) -> str:
        """The room it is in."""
        return self.name.partition("/")[0].removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    def imports(self) -> Iterator[Import]:
        """All modules it imports, wherever it does."""
        yield from self._imports(self.tree, at_start=True)

    def _imports(self, parent: ast.AST, at_start: bool) -> Iterator[Import]:
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, at_start, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                for module in self._modules(node):
                    yield Import(module, at_start, node.lineno)
            else:
                later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
                yield from self._imports(node, at_start and not later and not typing_only)

    def _modules(self, node: ast.ImportFrom) -> list[str]:
        base = node.module or ""
        if node.level:
            package = ["tui_labeler", *self.name.split("/")[:-1]]
            package = package[: len(package) - node.level + 1]
            base = ".".join([*package, base]).rstrip(".")
        if base == "tui_labeler":
            return [f"tui_labeler.{alias.name}" for alias in node.names]
        return [base]


@cache
def sources() -> tuple[Source, ...]:
    """All files of the package."""
    return tuple(Source(path, path.read_text()) for path in sorted(PACKAGE.rglob("*.py")))


def each_source() -> pytest.MarkDecorator:
    """Run a test for each file of the package."""
    return pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)


@each_source()
def test_it_belongs_to_a_room_of_the_design(source: Source) -> None:
    assert source.room in MAY_IMPORT, f"{source.room} is no room: see MAY_IMPORT"


@each_source()
def test_imports_point_the_right_way(source: Source) -> None:
    allowed = MAY_IMPORT[source.room] | {source.room, "__version__"}
    for imported in source.imports():
        if imported.top == "tui_labeler" and imported.module != "tui_labeler":
            room = imported.module.split(".")[1]
            assert room in allowed, f"line {imported.line}: {source.room} may not import {room}"


@each_source()
def test_each_library_stays_in_its_room(source: Source) -> None:
    for imported in source.imports():
        room = ONLY_IN.get(imported.top, source.room)
        assert room == source.room, f"line {imported.line}: {imported.top} belongs to {room}"


@each_source()
def test_opening_a_project_needs_no_heavy_library(source: Source) -> None:
    for imported in source.imports():
        if imported.top in HEAVY and (source.room in WITHOUT_NUMBERS or imported.at_start):
            assert source.room not in LIGHT_ROOMS, f"line {imported.line}: {imported.top}"


@each_source()
def test_files_and_functions_stay_small(source: Source) -> None:
    sizes = {source.name: (source.text.count("\n"), FILE_LINES)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            sizes[f"{source.name}:{node.name}"] = (lines, FUNCTION_LINES)
    too_long = {name: lines for name, (lines, limit) in sizes.items() if lines > limit}
    assert too_long.keys() <= LONGER.keys(), f"split it, or say in LONGER why not: {too_long}"


@each_source()
def test_it_says_why_it_exists(source: Source) -> None:
    assert ast.get_docstring(source.tree)
    assert "util" not in source.path.stem, "name it after what is in it"


def drawn_as_markup(tree: ast.AST) -> list[str]:
    """The calls that may take a text of unknown origin for markup, as `line: call`."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        plain = any(
            keyword.arg == "markup"
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value is False
            for keyword in node.keywords
        )
        if name == "notify":
            # A runner's `notify()` has no text.
            safe = not node.args
        elif name in ("Static", "Label"):
            safe = all(_is_ours(argument) for argument in node.args[:1])
        else:
            continue
        if not (plain or safe):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def _is_ours(argument: ast.expr) -> bool:
    """Whether a widget's content is written here, or is Content, which has no markup."""
    if isinstance(argument, ast.Constant):
        return True
    return isinstance(argument, ast.Call) and ast.unparse(argument.func) in (
        "Content",
        "Content.assemble",
        "Content.styled",
    )


@each_source()
def test_text_from_outside_is_never_markup(source: Source) -> None:
    if source.room == "tui":
        assert drawn_as_markup(source.tree) == []


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("Static('ours')", False),
        ("Static()", False),
        ("Static(text)", True),
        ("Static(text, markup=True)", True),
        ("Static(text, markup=False)", False),
        ("Static(Content(text))", False),
        ("Static(Content.from_markup(text))", True),
        ("widgets.Label(f'{text}')", True),
        ("self.notify('x ' + text)", True),
        ("self.app.notify(text, markup=False)", False),
        ("self._notify()", False),
    ],
)
def test_the_markup_rule_catches_what_it_should(code: str, caught: bool) -> None:
    assert bool(drawn_as_markup(ast.parse(code))) is caught


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import a.b, c", [("a.b", True), ("c", True)]),
        ("def f():\n    from numpy import array", [("numpy", False)]),
        ("class A:\n    import a", [("a", True)]),
        ("if TYPE_CHECKING:\n    import a", [("a", False)]),
        (
            "from tui_labeler import cli, text",
            [("tui_labeler.cli", True), ("tui_labeler.text", True)],
        ),
        ("from .tables import x", [("tui_labeler.store.tables", True)]),
        ("from ..cli import x", [("tui_labeler.cli", True)]),
        ("from .. import cli", [("tui_labeler.cli", True)]),
    ],
)
def test_the_imports_are_found(code: str, modules: list[tuple[str, bool]]) -> None:
    source = Source(PACKAGE / "store" / "x.py", code)
    assert [(found.module, found.at_start) for found in source.imports()] == modules
