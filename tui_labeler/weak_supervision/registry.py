"""The kinds of rules and the label models a project.toml may name.

A label model is a function `(patterns, balance=None) -> LabelModel`; see `label_models.model`.
A kind of rule is a function `(rule, corpus) -> rows it fires on`; see `kinds`.
"""

_ROOM = "tui_labeler.weak_supervision.label_models"

LABEL_MODELS = {
    "auto": f"{_ROOM}.auto:auto",
    "majority_vote": f"{_ROOM}.voting:majority_vote",
    "weighted_vote": f"{_ROOM}.voting:weighted_vote",
    "dawid_skene": f"{_ROOM}.dawid_skene:dawid_skene",
    "dawid_skene_votes": f"{_ROOM}.dawid_skene:dawid_skene_votes",
    "data_programming": f"{_ROOM}.dawid_skene:data_programming",
    "log_linear": f"{_ROOM}.log_linear:log_linear",
}

RULES = {
    kind: f"tui_labeler.weak_supervision.kinds:{function}"
    for kind, function in {
        "keywords": "keywords",
        "list": "from_list",
        "regex": "regex",
        "count": "count",
        "compare": "compare",
    }.items()
}
