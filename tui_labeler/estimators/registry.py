"""The estimators a project may name.

An entry is a scikit-learn classifier: its keyword arguments are the parameters of project.toml,
`fit(X, y, sample_weight)` takes a float32 CSR or an array, `predict_proba` gives one column per
class in `classes_`. Where its constructor names `pool`, it is given the features of all texts.
"""

ESTIMATORS = {
    "pool": "tui_labeler.estimators.pool:PoolEstimator",
    "logistic_regression": "tui_labeler.estimators.logistic:SeenColumnsLogisticRegression",
    "linear_svm": "tui_labeler.estimators.svm:CalibratedLinearSVC",
    "multinomial_nb": "sklearn.naive_bayes:MultinomialNB",
    "complement_nb": "sklearn.naive_bayes:ComplementNB",
    "random_forest": "sklearn.ensemble:RandomForestClassifier",
}
COUNTING = ("multinomial_nb", "complement_nb")
"""Those that take no values below 0."""
