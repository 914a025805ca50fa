"""Label models: from the votes of functions of unknown accuracy to probabilities of labels."""
