"""Hands and eyes for tests of the screens: a real terminal, and helpers for Textual's pilot."""
