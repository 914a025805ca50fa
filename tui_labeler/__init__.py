"""Label texts in a terminal with a model, rules and an LLM at your side."""

__version__ = "0.1.0"
