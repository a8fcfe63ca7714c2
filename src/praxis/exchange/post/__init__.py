"""Carries sealed bytes between this practice and its one relay; it holds no key that opens one."""
