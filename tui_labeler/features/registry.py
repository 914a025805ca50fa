"""The kinds of columns a model can learn from.

An entry is a generator function: it takes the texts, yields how many it has read and returns the
`Columns` it made. One more kind is one more module and one more line here.
"""

FEATURES = {
    "words": "tui_labeler.features.words:words",
    "characters": "tui_labeler.features.characters:characters",
}
