"""Whose a row is: what every table stands on, and how PostgreSQL holds institutions apart."""

from mentornet.tenancy.rows import InstitutionScoped, InstitutionScopedQuerySet, OfInstitution, Row

__all__ = ["InstitutionScoped", "InstitutionScopedQuerySet", "OfInstitution", "Row"]
