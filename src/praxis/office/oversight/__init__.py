"""Who opened what, when and why: the log as the owner reads it."""
