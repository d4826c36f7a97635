"""Refusals of the first steps, with messages for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class ContactsUnreadable(DomainError):
    code = "contacts_unreadable"
    message = _("No names or email addresses were found. Use a contact file that ends in .vcf.")


class TooManyPeople(DomainError):
    code = "too_many_people"
    message = _("You can list up to 40 people here. Choose the ones who help you most.")


class NothingAnswered(DomainError):
    code = "nothing_answered"
    message = _("Answer at least one question, or choose “Skip for now.”")
