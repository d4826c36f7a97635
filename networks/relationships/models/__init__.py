from networks.relationships.models.contact import ExternalContact
from networks.relationships.models.exclusion import Exclusion
from networks.relationships.models.outside import OutsideConsent
from networks.relationships.models.stage import StageReached
from networks.relationships.models.tie import Tie, TieQuerySet

__all__ = [
    "Exclusion",
    "ExternalContact",
    "OutsideConsent",
    "StageReached",
    "Tie",
    "TieQuerySet",
]
