"""Texts become one sparse matrix of named column ranges, cached by content."""
