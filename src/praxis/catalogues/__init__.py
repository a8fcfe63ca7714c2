"""Answers what a code meant on a given day: ICD-10-GM, OPS, EBM, GOÄ, payers, key tables."""
