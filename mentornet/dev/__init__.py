"""What a machine for development and demonstrations needs: an embedded PostgreSQL, and `make run`."""
