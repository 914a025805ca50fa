"""What project.toml names, checked against the registries when a session opens."""

from tui_labeler import registry
from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.errors import ConfigError
from tui_labeler.estimators.registry import ESTIMATORS
from tui_labeler.features.registry import FEATURES
from tui_labeler.label_noise.registry import CHOICES
from tui_labeler.project import Project
from tui_labeler.project.locations import PROJECT_FILE
from tui_labeler.session.own_code import own_strategy_file
from tui_labeler.weak_supervision.registry import LABEL_MODELS


def check_names(project: Project) -> None:
    """Raise ConfigError where project.toml names something no registry has."""
    config = project.config
    named = [
        (STRATEGIES, config.active_learning.strategy, "query strategy", "strategy"),
        (COLD_STARTS, config.active_learning.cold_start, "cold start", "cold_start"),
        (ESTIMATORS, config.model.estimator, "estimator", "estimator"),
        *((FEATURES, name, "kind of features", "features") for name in config.model.features),
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
