"""Decides who may do what, hands out the data if so, and has it written down either way."""
