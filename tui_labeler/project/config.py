"""What may stand in project.toml: strict, so that a misspelt key is never silently ignored.

Names of strategies, estimators and the like are checked against their registries by the rooms
that own them, when a session opens.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from tui_labeler.project.llm_section import LLMSection
from tui_labeler.project.resolution import ResolutionSection
from tui_labeler.project.rules import Rule
from tui_labeler.project.screen import KeyMap, ScreenSection
from tui_labeler.project.sections import (
    Amount,
    AutoOrShare,
    Count,
    Name,
    Section,
    problem,
    wrong_value,
)
from tui_labeler.text import one_line, printable

MAX_LABELS = 500
LABEL_KEYS = frozenset("0123456789cdemoprstv")
"""Keys a label may have; the other letters act in the screens."""


def _separator(value: str) -> str:
    if len(value) != 1 or value in '"\r\n':
        raise wrong_value('must be one character, such as ";" or "\\t"')
    return value


def _encoding(value: str) -> str:
    try:
        "".encode(value)
    except (LookupError, ValueError):
        raise wrong_value('is no encoding Python knows; "utf-8" and "cp1252" are usual') from None
    return value


class ProjectSection(Section):
    """[project]: what is labelled, and why."""

    name: Name
    """What stands at the top of screens and reports."""
    task: str = ""
    """One sentence; the LLM reads it too."""
    guidelines: str | None = None
    """A file in the project folder."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Makes everything that is drawn at random the same each time."""


class DataSection(Section):
    """[data]: which file, and what its columns are."""

    file: Name
    """csv, tsv, jsonl or parquet; the first three also as .gz."""
    text: str
    """The column that is labelled."""
    id: str | None = None
    """The column that names a row; left out, a hash of the text does."""
    show: tuple[str, ...] = ()
    """Columns shown beside the text."""
    columns: dict[str, Literal["number", "text"]] = Field(default_factory=dict)
    """What columns are, where a guess would be wrong."""
    given_labels: str | None = None
    """The column of labels that came with the data, to be checked."""
    separator: Annotated[str, AfterValidator(_separator)] | None = None
    """Between cells, where it is not the one the file's name says."""
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"

    @model_validator(mode="after")
    def _columns_have_one_use(self) -> "DataSection":
        if self.id == self.text:
            raise problem("the id cannot be the column of the text", "id")
        for name in self.show:
            if name in (self.text, self.id):
                raise problem(f'the column "{one_line(name, 60)}" is shown anyway', "show")
        return self


class LabelSection(Section):
    """One [[labels]]: two at least, in the order of their keys."""

    name: Name
    description: str = ""
    """For people and for the LLM."""
    key: str | None = None
    """A digit or one of the letters c d e m o p r s t v; left out, its place is its digit."""


class ModelSection(Section):
    """[model]: what learns from the labels."""

    estimator: Name = "pool"
    """What is trained after each batch."""
    features: Annotated[tuple[Name, ...], Field(min_length=1)] = ("words", "characters", "latent")
    """What it sees of a text; the name of a .npy file in the folder: embeddings, a row per item."""
    parameters: dict[str, Any] = Field(default_factory=dict)
    """Of the estimator, by their names in scikit-learn."""
    noise: Name = "auto"
    """What the final model does about wrong labels."""


class ActiveLearningSection(Section):
    """[active_learning]: what is asked next."""

    strategy: Name = "margin"
    """See `tui-labeler strategies`."""
    batch_size: Count = 10
    """Items between two retrains."""
    cold_start: Name = "random"
    """What is asked before there is a model."""
    random_share: AutoOrShare = "auto"
    """Of each batch: items drawn at random, on which accuracy is measured."""
    blind_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Items on which suggestions are hidden until the answer, so that agreement means something."""
    budget: Count | None = None
    """Labels after which to stop."""


class WeakSupervisionSection(Section):
    """[weak_supervision]: labeling functions and rules."""

    functions: Name | None = None
    """A Python file in the project folder."""
    label_model: Name = "auto"
    """What weighs the votes."""
    rules: tuple[Rule, ...] = ()
    """Labeling functions without code: see `[[weak_supervision.rules]]`."""
    off: tuple[Name, ...] = ()
    """Functions and rules that do not vote for now."""
    seconds_per_item: Annotated[float, Field(gt=0)] = 5.0
    """A function that takes longer for one item is stopped."""
    memory: Annotated[float, Field(gt=0)] = 4.0
    """GB that functions may take."""

    @model_validator(mode="after")
    def _names_differ(self) -> "WeakSupervisionSection":
        names: set[str] = set()
        for position, rule in enumerate(self.rules):
            if rule.name in names:
                raise problem(
                    f'two rules are called "{one_line(rule.name, 60)}"',
                    *("rules", position, "name"),
                )
            names.add(rule.name)
        return self


class CostsSection(Section):
    """[costs], in US dollars."""

    per_human_hour: Amount | None = None
    """An hour of the person's work; the time is measured."""
    per_human_label: Amount | None = None
    """A label by hand, where there is no price per hour."""


class Config(Section):
    """project.toml, whole."""

    project: ProjectSection
    data: DataSection
    labels: tuple[LabelSection, ...] = ()
    model: ModelSection = ModelSection()
    active_learning: ActiveLearningSection = ActiveLearningSection()
    weak_supervision: WeakSupervisionSection = WeakSupervisionSection()
    llm: tuple[LLMSection, ...] = ()
    """The first is the one that is used unless another is named."""
    resolution: ResolutionSection = ResolutionSection()
    costs: CostsSection = CostsSection()
    keys: KeyMap = Field(default_factory=dict)
    screen: ScreenSection = ScreenSection()

    @model_validator(mode="before")
    @classmethod
    def _one_llm_is_a_list_of_one(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and isinstance(values.get("llm"), Mapping):
            return {**values, "llm": (values["llm"],)}
        return values

    @model_validator(mode="after")
    def _labels_fit(self) -> "Config":
        check_labels(self.labels)
        names = [label.name for label in self.labels]
        for position, rule in enumerate(self.weak_supervision.rules):
            if rule.label not in names:
                raise problem(
                    f'there is no label "{one_line(rule.label, 60)}"',
                    *("weak_supervision", "rules", position, "label"),
                )
        return self


def check_labels(labels: Sequence[LabelSection]) -> None:
    """Raise the first `problem` of a label set."""
    if not labels:
        raise problem("no labels: every label needs a [[labels]] table with a name", "labels")
    if len(labels) == 1:
        raise problem("only one label: there must be at least two to choose from", "labels", 0)
    if len(labels) > MAX_LABELS:
        raise problem(
            f"{len(labels)} labels: there can be at most {MAX_LABELS}", "labels", MAX_LABELS
        )
    names: dict[str, str] = {}
    keys: dict[str, str] = {}
    for position, label in enumerate(labels):
        shown = one_line(label.name, 60)
        if "\n" in label.name or printable(label.name) != label.name:
            raise problem(
                f'the label "{shown}" has a character that is no text: name it without',
                *("labels", position, "name"),
            )
        same = unicodedata.normalize("NFC", " ".join(label.name.split())).casefold()
        if same in names:
            reason = (
                f'the label "{shown}" stands there twice'
                if names[same] == label.name
                else f'the labels "{one_line(names[same], 60)}" and "{shown}" differ only in case, '
                "spaces or the way accents are written"
            )
            raise problem(reason, "labels", position, "name")
        names[same] = label.name
        if label.key is None:
            continue
        if label.key not in LABEL_KEYS:
            letters = "".join(sorted(LABEL_KEYS))[10:]
            raise problem(
                f'the key of label "{shown}" must be a digit or one of the letters {letters}',
                *("labels", position, "key"),
            )
        if label.key in keys:
            raise problem(
                f'the labels "{one_line(keys[label.key], 60)}" and "{shown}" have the same key',
                *("labels", position, "key"),
            )
        keys[label.key] = label.name
