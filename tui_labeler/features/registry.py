"""The kinds of columns a model can learn from.

An entry is a generator function: it takes the `Material`, yields how many texts it has read and
returns the `Columns` it made. One more kind is one more module and one more line here. A name that
ends in `.npy` is no entry but a file of embeddings.
"""

FEATURES = {
    "words": "tui_labeler.features.kinds:of_words",
    "characters": "tui_labeler.features.kinds:of_characters",
    "latent": "tui_labeler.features.kinds:of_latent",
    "numeric": "tui_labeler.features.columns:numeric",
    "categorical": "tui_labeler.features.columns:categorical",
    "embeddings": "tui_labeler.features.columns:embeddings",
}
NEGATIVE = ("latent", "numeric", "embeddings")
"""Those with values below 0."""
FROM_COLUMNS = ("numeric", "categorical", "embeddings")
"""Those that look at what stands beside the texts."""
