"""Holds sealed envelopes for a while for someone who is offline, and can read none of them."""
