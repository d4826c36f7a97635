from __future__ import annotations

from django.db import models

from mentornet.tenancy import OfInstitution


class NameToken(OfInstitution):
    """One folded word by which a person is found: of their names, or of what stands before the @.

    `of_email`: whether it is of the email alone, by which colleagues find no one. None for a word that the code of
    before wrote; `index_stale` looks after those.

    Kept by profiles/people/names/domain.py. The index is in the order of code points, so that what
    begins with some letters is one stretch of it, whoever asks: no extension of PostgreSQL is needed,
    and no operator that row-level security keeps from an index.
    """

    token = models.CharField(max_length=60, db_collation="C", editable=False)
    member = models.ForeignKey(
        "profiles.Membership",
        on_delete=models.CASCADE,
        related_name="name_tokens",
        editable=False,
    )
    of_email = models.BooleanField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "token", "member"], name="name_token_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["institution"],
                condition=models.Q(of_email__isnull=True),
                name="name_token_unmarked",
            )
        ]

    def __str__(self) -> str:
        return self.token
