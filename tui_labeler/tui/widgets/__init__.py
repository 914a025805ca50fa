"""One pane per file; each draws a frozen view."""
