"""age v1 files (C2SP age): X25519 and mlkem768x25519, no armor, no passphrases, no options."""
