"""What may stand in project.toml: strict, so that a misspelt key is never silently ignored.

Names of strategies, estimators and the like are checked against their registries by the rooms
that own them, when a session opens.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from tui_labeler.project.resolution import ResolutionSection
from tui_labeler.project.rules import Rule
from tui_labeler.project.screen import KeyMap, ScreenSection
from tui_labeler.project.sections import Name, Section, problem, wrong_value
from tui_labeler.text import one_line

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


def _share(value: object) -> object:
    if value == "auto" or (_is_number(value) and 0 <= value <= 1):  # type: ignore[operator]
        return value
    raise wrong_value('must be "auto" or a number from 0 to 1')


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _environment_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value) or value.startswith("sk"):
        raise wrong_value("must be the name of an environment variable, and never the key itself")
    return value


AutoOrShare = Annotated[float | Literal["auto"], BeforeValidator(_share)]
Count = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(ge=0)]


class ProjectSection(Section):
    """[project]"""

    name: Name
    task: str = ""
    guidelines: str | None = None
    """A file in the project folder."""
    seed: Annotated[int, Field(ge=0)] = 0


class DataSection(Section):
    """[data]: which file, and what its columns are."""

    file: Name
    text: str
    id: str | None = None
    show: tuple[str, ...] = ()
    columns: dict[str, Literal["number", "text"]] = Field(default_factory=dict)
    given_labels: str | None = None
    separator: Annotated[str, AfterValidator(_separator)] | None = None
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
    """One [[labels]]."""

    name: Name
    description: str = ""
    key: str | None = None


class ModelSection(Section):
    """[model]: what learns from the labels."""

    estimator: Name = "pool"
    features: Annotated[tuple[Name, ...], Field(min_length=1)] = (
        "words",
        "characters",
        "latent",
    )
    parameters: dict[str, Any] = Field(default_factory=dict)
    noise: Name = "auto"
    """What the final model does about wrong labels: see `tui_labeler.label_noise.registry`."""


class ActiveLearningSection(Section):
    """[active_learning]: what is asked next."""

    strategy: Name = "margin"
    batch_size: Count = 10
    cold_start: Name = "diverse"
    random_share: AutoOrShare = "auto"
    blind_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Items on which suggestions are hidden until the answer, so that agreement means something."""
    budget: Count | None = None


class WeakSupervisionSection(Section):
    """[weak_supervision]: labeling functions and rules."""

    functions: Name | None = None
    """A Python file in the project folder."""
    label_model: Name = "auto"
    rules: tuple[Rule, ...] = ()
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


class LLMSection(Section):
    """[llm], or one of several [[llm]]."""

    model: Name
    base_url: Name | None = None
    """Any OpenAI-compatible server; None: OpenAI."""
    api_key_env: Annotated[str, AfterValidator(_environment_name)] = "OPENAI_API_KEY"
    few_shot: Annotated[int, Field(ge=0)] = 8
    threshold: AutoOrShare = "auto"
    """Confidence below which an item goes to the person."""
    max_cost: Amount | None = None
    """US dollars."""
    input_price: Amount | None = None
    """US dollars per million tokens, where the model is not known."""
    output_price: Amount | None = None
    prompt: Name | None = None
    """A template file in the project folder."""
    temperature: Amount = 0.0
    max_tokens: Count | None = None
    """Of one answer, hidden reasoning included; None: what suits the model."""
    concurrency: Count = 8
    """Requests at the same time."""
    few_shot_by: Name = "balanced"
    """Which of the person's labels are examples: see `tui_labeler.llm.registry`."""
    reason: bool = False
    """Ask for a short reason."""
    confidence: Literal["auto", "logprobs", "claimed", "vote"] = "auto"
    """`auto`: token probabilities where the server gives them, else what the model claims."""
    samples: Annotated[int, Field(ge=2, le=50)] = 5
    """Requests per item when confidence is a vote."""
    items_per_prompt: Annotated[int, Field(ge=1, le=100)] = 1
    precision: Annotated[float, Field(gt=0, lt=1)] = 0.9
    """What `threshold = "auto"` has to keep on validated items."""
    timeout: Annotated[float, Field(gt=0)] = 60.0
    """Seconds for one request, from connecting to the last byte."""

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and "api_key" in values:
            raise problem(
                "a key must not stand in project.toml: others read it too. Put it into the "
                "environment variable OPENAI_API_KEY, or name another one with api_key_env, "
                "and take a new key if this file was shared",
                "api_key",
            )
        return values


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
