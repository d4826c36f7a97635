"""What every part of the REST API stands on: who asks, in which words we answer, how pages turn."""
