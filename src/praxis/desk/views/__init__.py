"""The desk's own pages: start, command field, drafts."""
