"""What project.toml names, checked against the registries when a session opens."""

from tui_labeler import registry
from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.errors import ConfigError
from tui_labeler.estimators.registry import COUNTING, ESTIMATORS
from tui_labeler.features.registry import FEATURES, NEGATIVE
from tui_labeler.label_noise.registry import CHOICES
from tui_labeler.project import Project
from tui_labeler.project.locations import EMBEDDING_FILE, PROJECT_FILE
from tui_labeler.session.own_code import own_strategy_file
from tui_labeler.text import one_line
from tui_labeler.weak_supervision.registry import LABEL_MODELS


def check_names(project: Project) -> None:
    """Raise ConfigError where project.toml names something no registry has, or features that are
    no file or nothing for the estimator."""
    config = project.config
    named = [
        (STRATEGIES, config.active_learning.strategy, "query strategy", "strategy"),
        (COLD_STARTS, config.active_learning.cold_start, "cold start", "cold_start"),
        (ESTIMATORS, config.model.estimator, "estimator", "estimator"),
        *((FEATURES, name, "kind of features", "features") for name in _kinds(project)),
        (CHOICES, config.model.noise, "way to train despite noise", "noise"),
        (LABEL_MODELS, config.weak_supervision.label_model, "label model", "label_model"),
    ]
    sections = {
        **dict.fromkeys(("estimator", "features", "noise"), "model"),
        "label_model": "weak_supervision",
    }
    for entries, name, what, key in named:
        if key == "strategy" and own_strategy_file(project, name) is not None:
            continue
        section = sections.get(key, "active_learning")
        try:
            registry.check(entries, name, what)
        except registry.UnknownName as error:
            raise ConfigError(
                error.message,
                hint=error.hint,
                file=project.folder / PROJECT_FILE,
                line=project.line_of(section, key),
            ) from None
    _check_model(project)


def _kinds(project: Project) -> list[str]:
    """The features that are no file."""
    return [name for name in project.config.model.features if not name.endswith(EMBEDDING_FILE)]


def _check_model(project: Project) -> None:
    model, kinds = project.config.model, _kinds(project)
    files = [name for name in model.features if name not in kinds]
    for name in files:
        project.check_embeddings(name)
    negative = [*(name for name in kinds if name in NEGATIVE), *files]
    if model.estimator in COUNTING and negative:
        shown = one_line(negative[0], 60)
        raise ConfigError(
            f'the estimator {model.estimator} takes no values below 0, as "{shown}" has.',
            hint='Write features = ["words", "characters"], or take another estimator.',
            file=project.file,
            line=project.line_of("model", "estimator"),
        )
