"""Suspected label errors, the noise behind them, training despite them, by way of cleanlab."""
