"""Letters between practice and patient: invites, devices, conversations, outbox and inbox."""
