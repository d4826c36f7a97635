"""Drafts: what someone types is kept, for them alone, until they save or send it."""
