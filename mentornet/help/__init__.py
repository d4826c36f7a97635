"""The manual under /help/, and the accessibility statement."""
