"""The pages of patients' master data."""
