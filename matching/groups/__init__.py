"""Groups that a program forms."""
