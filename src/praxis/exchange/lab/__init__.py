"""The laboratory inbox: sealed intake, matching, reports on their way into the record."""
