"""Rules of thumb for movie reviews: each votes for a label or abstains.

Open the Functions screen (F) and see which of them deserve trust. Some are bad on purpose.
Change this file and save: the table follows. A function sees `x.text` and every other column.
"""

import re

from tui_labeler import labeling_function

POSITIVE, NEGATIVE, NEUTRAL, ABSTAIN = 0, 1, 2, -1

LOVED_FILMS = {
    "Nightjar and Crown",
    "Paper Uncle",
    "Ten Thousand Left Shoes",
    "The Museum Sleeps Badly",
    "The Umpire of Quarry Lane",
}
TORN = re.compile(r"\b(okay|decent|fine|in two minds|neither|good enough)\b", re.I)


def without_ratings(x):
    """A preprocessor: `7/10` and the like say what another column says."""
    x.words = re.sub(r"\d+(/| out of )10", "", x.text.lower())
    return x


@labeling_function(pre=[without_ratings])
def lf_praise(x):
    words = ("wonderful", "superb", "excellent", "fantastic", "deserves", "no complaints")
    return POSITIVE if any(word in x.words for word in words) else ABSTAIN


@labeling_function(pre=[without_ratings])
def lf_scorn(x):
    words = ("waste of", "boring", "awful", "dull", "hated", "lazy", "bored", "worse than")
    return NEGATIVE if any(word in x.words for word in words) else ABSTAIN


@labeling_function()
def lf_good(x):
    # Bad on purpose: "not good", "good idea, badly made".
    return POSITIVE if "good" in x.text.lower() else ABSTAIN


@labeling_function()
def lf_bad(x):
    # Bad on purpose: "isn't bad at all".
    return NEGATIVE if "bad" in x.text.lower() else ABSTAIN


@labeling_function()
def lf_love(x):
    return POSITIVE if re.search(r"\blov(e|ed|ely|able)\b", x.text, re.I) else ABSTAIN


@labeling_function()
def lf_terrible(x):
    return NEGATIVE if re.search(r"\b(terrible|horrible|worst)\b", x.text, re.I) else ABSTAIN


@labeling_function()
def lf_exclamation_marks(x):
    # Bad on purpose: anger has exclamation marks too.
    return POSITIVE if x.text.count("!") >= 2 else ABSTAIN


@labeling_function()
def lf_rating(x):
    # Empty cells are None. Some people mix up the ends of the scale.
    if x.rating is None:
        return ABSTAIN
    return POSITIVE if x.rating >= 8 else NEGATIVE if x.rating <= 3 else ABSTAIN


@labeling_function()
def lf_short_review(x):
    # Who is disappointed says so in few words, the story goes. See how often it is right.
    return NEGATIVE if len(x.text.split()) < 12 else ABSTAIN


@labeling_function(resources={"films": LOVED_FILMS})
def lf_loved_film(x, films):
    # Knowledge from elsewhere: films that most people liked.
    return POSITIVE if x.title in films else ABSTAIN


def lf_torn(text):
    # A plain function works too: it gets the columns that its parameters name.
    return "NEUTRAL" if TORN.search(text) else None
