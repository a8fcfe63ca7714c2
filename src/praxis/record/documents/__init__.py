"""Documents of a patient: taken in clean, kept sealed, handed out as downloads."""
