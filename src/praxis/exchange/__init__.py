"""The doors to the outside: laboratory, post, devices, mail."""
