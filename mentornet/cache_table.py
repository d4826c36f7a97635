"""The table in which counts are kept while Redis is away: see shared_cache.py, which writes it by Django's own SQL."""

from __future__ import annotations

from django.db import models


class CacheRow(models.Model):
    """A value with its end, as Django's cache in a table has it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "mentornet"
        db_table = "mentornet_cache"

    def __str__(self) -> str:
        return self.cache_key
