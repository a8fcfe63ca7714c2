"""The pages of the record: chart, lines, lab sheet."""
