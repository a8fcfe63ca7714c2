"""What crosses two rooms of one floor; no models, no views."""
