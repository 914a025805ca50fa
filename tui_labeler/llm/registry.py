"""How few-shot examples are chosen: `(seed, labels, number) -> chooser`, see `few_shot`."""

FEW_SHOT: dict[str, str] = {
    "balanced": "tui_labeler.llm.few_shot:Balanced",
    "fixed": "tui_labeler.llm.few_shot:Fixed",
    "similar": "tui_labeler.llm.few_shot:Similar",
    "diverse": "tui_labeler.llm.few_shot:Diverse",
}
