"""Words of a text in the colours of the labels they speak for."""

import re
from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Speaking

BEST = "bold $model on $best-word"
SECOND = "underline"


def highlighted(text: Content, speaking: Speaking | None) -> Content:
    """`text` with the words for the best label tinted and bold, those for the second underlined."""
    if speaking is None:
        return text
    for terms, style in ((speaking.second, SECOND), (speaking.best, BEST)):
        if terms:
            for found in _pattern(terms, speaking.whole_words).finditer(text.plain):
                text = text.stylize(style, *found.span())
    return text


def _pattern(terms: Sequence[str], whole_words: bool) -> re.Pattern[str]:
    """Longer terms first; the words of a pair may have anything but letters between them."""
    ranked = sorted(terms, key=len, reverse=True)
    parts = [r"\W+".join(map(re.escape, term.split(" "))) for term in ranked]
    either = "|".join(parts) if whole_words else "|".join(map(re.escape, ranked))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if whole_words else either, re.IGNORECASE)
