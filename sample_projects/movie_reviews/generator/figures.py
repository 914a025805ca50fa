"""The figures of the README, measured: how hard the task is, what decides it, what repeats.

python figures.py           a table
python figures.py --json    one object
"""

import argparse
import csv
import json
import statistics
from collections import Counter
from typing import Any

import numpy as np
from build import PROJECT, load_handwritten
from novelty import long_sentences, ngrams, words
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

STRONGEST = 20
NEAR_COPY = 0.8  # cosine of TF-IDF over characters in fours


def read(name: str) -> list[dict[str, str]]:
    with (PROJECT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_likeness(texts: list[str]) -> np.ndarray:
    """For each text the number of the first one that it copies, exactly or nearly: int [n]."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit_transform(texts)
    alike = (vectors @ vectors.T).toarray() >= NEAR_COPY
    np.fill_diagonal(alike, True)
    first: np.ndarray = alike.argmax(axis=1)
    return first


def accuracy_figures(
    texts: list[str], labels: np.ndarray, groups: np.ndarray, by_hand: np.ndarray
) -> dict[str, Any]:
    """Five folds, copies on one side; TF-IDF and logistic regression with their defaults."""
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    predicted = cross_val_predict(model, texts, labels, cv=folds, groups=groups)
    right = predicted == labels
    vectorizer, classifier = model.fit(texts, labels).named_steps.values()
    names = vectorizer.get_feature_names_out()
    return {
        "accuracy": right.mean(),
        "accuracy_generated": right[~by_hand].mean(),
        "accuracy_handwritten": right[by_hand].mean(),
        "recall": {str(label): right[labels == label].mean() for label in classifier.classes_},
        "strongest_words": {
            str(label): [str(names[at]) for at in np.argsort(-weights)[:STRONGEST]]
            for label, weights in zip(classifier.classes_, classifier.coef_, strict=True)
        },
    }


def repetition_figures(texts: list[str]) -> dict[str, Any]:
    """In how many of the texts the most repeated 8-gram and sentence of over six words stand."""
    in_rows = Counter(ngram for text in texts for ngram in ngrams(text))
    sentences = Counter(sentence for text in texts for sentence in long_sentences(text))
    (ngram, ngram_rows), (sentence, sentence_rows) = (
        counts.most_common(1)[0] for counts in (in_rows, sentences)
    )
    return {
        "most_repeated_8gram": {"text": " ".join(ngram), "rows": ngram_rows},
        "most_repeated_sentence": {"text": " ".join(sentence), "rows": sentence_rows},
    }


def measure() -> dict[str, Any]:
    rows = read("reviews.csv")
    labels = np.array([row["label"] for row in read("gold.csv")])
    texts = [row["text"] for row in rows]
    handwritten = {review.text for review in load_handwritten()}
    by_hand = np.array([text in handwritten for text in texts])
    groups = first_likeness(texts)
    is_copy = groups != np.arange(len(texts))
    lengths = [len(words(text)) for text in texts]
    originals = [text for text, copied in zip(texts, is_copy, strict=True) if not copied]
    return {
        "rows": len(rows),
        "handwritten": len(handwritten),
        "labels": dict(Counter(labels.tolist())),
        "without_rating": sum(not row["rating"] for row in rows),
        "copies": int(is_copy.sum()),
        "copy_share": is_copy.mean(),
        "words": {
            "shortest": min(lengths),
            "median": statistics.median(lengths),
            "longest": max(lengths),
        },
        "rows_with_a_newline": sum("\n" in text for text in texts),
        "rows_beyond_ascii": sum(not text.isascii() for text in texts),
        **accuracy_figures(texts, labels, groups, by_hand),
        **repetition_figures(originals),
    }


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        if name == "strongest_words":
            for label, strongest in value.items():
                print(f"  {label:10} {' '.join(strongest)}")
            continue
        if isinstance(value, dict):
            shown = "  ".join(f"{key} {_short(part)}" for key, part in value.items())
        else:
            shown = _short(value)
        print(f"{name.replace('_', ' '):24} {shown}")


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments = parser.parse_args()
    with threadpool_limits(1):  # more threads than one only wait for each other here
        figures = measure()
    if arguments.json:
        print(json.dumps(figures, default=float))
    else:
        _print(figures)


if __name__ == "__main__":
    main()
