"""The configuration of the private database, written anew at every start."""

from pathlib import Path

# Logs never carry parameters, statements or row contents (SECURITY.md, plain text in logs).
_ALWAYS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "password_encryption": "'scram-sha-256'",
    # The system's own cache holds the same pages: more here costs memory and saves no time (bench).
    "shared_buffers": "32MB",
    "random_page_cost": "1.1",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_statement": "'none'",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "lc_messages": "'C'",
}


def text(sockets: Path, *, fsync: bool, max_connections: int) -> str:
    """The lines of praxistresor.conf."""
    quoted = str(sockets).replace("'", "''")
    lines = {**_ALWAYS, "unix_socket_directories": f"'{quoted}'"}
    lines["max_connections"] = str(max_connections)
    if not fsync:
        lines |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return "".join(f"{name} = {value}\n" for name, value in lines.items())
