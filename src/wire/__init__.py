"""What crosses between practice, relay and patient: formats, limits and one strict parser each."""
