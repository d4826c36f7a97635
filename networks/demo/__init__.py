"""A made-up medical school, for demonstrations and benchmarks. Nobody in it exists."""
