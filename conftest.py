"""Lets every test live in a practice of its own."""

pytest_plugins = [
    "house.pytest_practice",
    "house.pytest_cast",
    "house.behind_the_gate",
    "house.pytest_order",
    "house.patience",
]
