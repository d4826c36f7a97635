"""Questions that an institution asks its people, what they are for, and who reads the answers."""
