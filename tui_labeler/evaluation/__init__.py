"""Figures with their n and interval: arrays or counts in, frozen values out."""
