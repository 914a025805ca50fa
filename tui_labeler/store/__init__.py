"""labels.sqlite: events, batches, models and annotations (the only room that imports sqlite3)."""

from tui_labeler.store.errors import NotSaved
from tui_labeler.store.records import (
    Act,
    Annotation,
    Batch,
    BatchItem,
    Event,
    How,
    Kind,
    LLMBatch,
    LLMRequest,
    LLMTotals,
    Model,
    Sitting,
    Source,
    Why,
)
from tui_labeler.store.store import Store

__all__ = [
    "Act",
    "Annotation",
    "Batch",
    "BatchItem",
    "Event",
    "How",
    "Kind",
    "LLMBatch",
    "LLMRequest",
    "LLMTotals",
    "Model",
    "NotSaved",
    "Sitting",
    "Source",
    "Store",
    "Why",
]
