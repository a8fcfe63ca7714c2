"""Things to do, for a person, a role or a place."""
