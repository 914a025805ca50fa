"""The report: a document of plain parts, written as one HTML file or as Markdown."""
