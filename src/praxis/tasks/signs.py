"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""


def put_up() -> None:
    """Called once at start-up."""
