from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from networks.relationships.models.tie import Tie
from profiles.assessment.models.assessment import Owned
from profiles.vocabulary import Area, MentorRole


class PeerFunction(Owned):
    """What someone in one's group is for one, beyond being a peer; for one's own eyes.

    That they are in one's network follows from the group and is written down nowhere: who leaves
    the group is not on the map from then on. No row: a peer, in regular touch.
    """

    peer = models.ForeignKey("profiles.Membership", on_delete=models.CASCADE, related_name="+")
    roles = ArrayField(
        models.CharField(max_length=20, choices=MentorRole), default=list, blank=True
    )
    areas = ArrayField(models.CharField(max_length=20, choices=Area), default=list, blank=True)
    closeness = models.PositiveSmallIntegerField(
        choices=Tie.Closeness, default=Tie.Closeness.REGULAR
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "peer"], name="peer_function_once"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("peer")), name="peer_function_not_of_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"function {self.pk}"
