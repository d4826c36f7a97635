"""Gap reports: how many have a mentor, which roles and areas are missing where, and what would help."""
