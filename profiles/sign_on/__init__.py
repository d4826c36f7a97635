"""Signing in: how long it lasts, what proves it again, what is told of it, and with which password."""
