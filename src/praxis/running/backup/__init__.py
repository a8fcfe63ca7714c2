"""Backups and their return: tables, sealed documents and wrapped keys, sealed to the practice."""
