"""Papers of a group: final approval, authors outside, what a leaver hands back."""
