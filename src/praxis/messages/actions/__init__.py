"""What can be done with letters, invites and devices."""
