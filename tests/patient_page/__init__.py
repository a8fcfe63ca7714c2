"""Browser tests of the patient's page against a small relay and a small Tresor."""
