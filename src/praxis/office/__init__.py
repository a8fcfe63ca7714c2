"""Where the practice runs itself: login, staff, workstations, keys, the log and its health."""
