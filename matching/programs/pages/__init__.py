"""Pages that compose what programs, pairs, groups and teams have to show: the top of matching."""
