"""What the generators of the sample projects share."""
