"""Drafts: what somebody types is kept, for them alone, until they save or send it."""
