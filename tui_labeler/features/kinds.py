"""The kinds of features by what they need of a pool; how rare a term may be is decided here."""

from tui_labeler.errors import JobError
from tui_labeler.features.characters import characters
from tui_labeler.features.latent import latent
from tui_labeler.features.material import Material
from tui_labeler.features.tfidf import Reading
from tui_labeler.features.words import words

TEXT = ("words", "characters")
RARE_WORDS, RARE_CHARACTERS = 2, 5
COMMON_CHARACTERS = 0.3
"""N-grams of characters in a larger share of the texts tell little apart and are most of X."""
HUGE_POOL = 20_000
COMMON_IN_HUGE = 0.1
"""The share in a pool so large that memory is short."""


def of_words(material: Material) -> Reading:
    """TF-IDF of words and pairs of words."""
    return words(material.texts, RARE_WORDS if material.large else 1, material.folder)


def of_characters(material: Material) -> Reading:
    """TF-IDF of runs of 2 to 4 characters."""
    if not material.large:
        return characters(material.texts, 1, folder=material.folder)
    huge = len(material.texts) > HUGE_POOL
    common = COMMON_IN_HUGE if huge else COMMON_CHARACTERS
    return characters(material.texts, RARE_CHARACTERS, common, material.folder)


def of_latent(material: Material) -> Reading:
    """Latent semantic columns, from the words and characters before them.

    Raises `JobError` where neither stands before it.
    """
    blocks = [block.X for name, block in material.blocks.items() if name in TEXT]
    if not blocks:
        raise JobError(
            'the features "latent" are made from words or characters',
            hint='In project.toml write features = ["words", "characters", "latent"]',
        )
    return latent(blocks)
