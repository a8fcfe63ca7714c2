"""The tables of this room: people's devices, letters, and the post's own technical rows."""

from praxis.messages.models.devices import Device, Invite
from praxis.messages.models.letters import Conversation, Delivery, Message, MessageFile, Received
from praxis.messages.models.post import (
    ExpiredNotice,
    Inbox,
    Outbox,
    PageCheck,
    PostIdentity,
    PostState,
)

__all__ = [
    "Conversation", "Delivery", "Device", "ExpiredNotice", "Inbox", "Invite", "Message",
    "MessageFile", "Outbox", "PageCheck", "PostIdentity", "PostState", "Received",
]  # fmt: skip
