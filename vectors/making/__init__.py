"""How the shared vectors are made."""
