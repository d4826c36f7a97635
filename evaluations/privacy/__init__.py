"""Figures about people: which there are, and how none of them gives one person away."""
