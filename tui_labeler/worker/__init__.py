"""Runs jobs outside the process that reads the keys."""
