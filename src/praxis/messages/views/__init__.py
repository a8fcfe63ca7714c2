"""The pages of the post: inbox, conversation, release, devices, switch."""
