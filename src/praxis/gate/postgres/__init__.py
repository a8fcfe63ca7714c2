"""Django's PostgreSQL backend with the guard on every connection."""
