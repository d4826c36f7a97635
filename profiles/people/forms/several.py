"""Where forms of other apps find the field for several people."""

from profiles.people.picking.fields import PeopleField

__all__ = ["PeopleField"]
