"""Figures of a labelled file: how hard the task is, what decides it, what repeats."""

import argparse
import csv
import json
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from threadpoolctl import threadpool_limits

from generator_common.novelty import long_sentences, ngrams, words

STRONGEST = 20
NEAR_COPY = 0.8  # cosine of TF-IDF over characters in fours


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def first_likeness(texts: list[str]) -> np.ndarray:
    """For each text the number of the first one that it copies, exactly or nearly: int [n]."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4)).fit_transform(texts)
    alike = (vectors @ vectors.T).toarray() >= NEAR_COPY
    np.fill_diagonal(alike, True)
    first: np.ndarray = alike.argmax(axis=1)
    return first


def figures_of(texts: list[str], labels: np.ndarray, handwritten: set[str]) -> dict[str, Any]:
    """What every sample's README says of its texts."""
    by_hand = np.array([text in handwritten for text in texts])
    groups = first_likeness(texts)
    is_copy = groups != np.arange(len(texts))
    lengths = [len(words(text)) for text in texts]
    originals = [text for text, copied in zip(texts, is_copy, strict=True) if not copied]
    return {
        "rows": len(texts),
        "handwritten": len(handwritten),
        "labels": dict(Counter(labels.tolist()).most_common()),
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


def report(measure: Callable[[], dict[str, Any]], about: str) -> None:
    """The command line of a figures.py."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments = parser.parse_args()
    with threadpool_limits(1):  # more threads than one only wait for each other here
        figures = measure()
    if arguments.json:
        print(json.dumps(figures, default=float))
    else:
        _print(figures)
