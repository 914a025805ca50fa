"""How many tokens a text has, without a tokenizer: every server has another one."""

BYTES_PER_TOKEN = 4.0
"""English; most other languages have more tokens per character and more bytes too."""
FEWEST_BYTES_PER_TOKEN = 2.0
PER_MESSAGE = 6


def likely(*texts: str) -> int:
    """About how many tokens these messages have: for estimates."""
    return _count(texts, BYTES_PER_TOKEN)


def at_most(*texts: str) -> int:
    """More tokens than these messages have, by experience: for the cap."""
    return _count(texts, FEWEST_BYTES_PER_TOKEN)


def _count(texts: tuple[str, ...], per_token: float) -> int:
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    return int(size / per_token) + 1 + PER_MESSAGE * len(texts)
