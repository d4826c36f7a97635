"""Signing in: how long it lasts, what proves it anew, what is told of it, and with which password."""
