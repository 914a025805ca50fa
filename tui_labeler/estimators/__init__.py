"""Estimators by name, and predictions for rows an estimator never saw."""
