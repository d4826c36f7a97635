"""How fast the pages are at 100,000 people: `make bench`."""
