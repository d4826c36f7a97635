"""Why a role cannot be granted or revoked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from profiles.errors import DomainError


class NotCurrent(DomainError):
    code = "not_current"

    def __init__(self) -> None:
        super().__init__(_("This person has left. Only current members can have a staff role."))


class LastDirector(DomainError):
    code = "last_director"

    def __init__(self) -> None:
        super().__init__(
            _("This is the only program director. Choose another one before you revoke this role.")
        )


class MayNotGrant(DomainError):
    code = "may_not_grant"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only a program director of this institution, or an operator, can change staff "
                "roles."
            )
        )


class AskerHasGone(DomainError):
    code = "asker_has_gone"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The person who asked can no longer change staff roles here. Refuse this request, "
                "and ask again."
            )
        )


class OwnLogin(DomainError):
    code = "own_login"

    def __init__(self) -> None:
        super().__init__(_("You cannot grant yourself this role. Ask someone else to."))


class RolesConflict(DomainError):
    """The person has another role, or leads people, so that this role would not be safe."""

    code = "roles_conflict"


class EndNotAllowed(DomainError):
    code = "end_not_allowed"

    def __init__(self) -> None:
        super().__init__(
            _("Leave the last day empty for a program director. Revoke the role when it is over.")
        )


class DaysNotInOrder(DomainError):
    code = "days_not_in_order"

    def __init__(self) -> None:
        super().__init__(_("Enter a last day that is after the first day and not in the past."))


class ScopeDoesNotFit(DomainError):
    code = "scope_does_not_fit"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Only a coordinator or an analyst can have a role for one unit or one program. "
                "Choose one of these roles, or the whole institution."
            )
        )


class NoSuchScope(DomainError):
    code = "no_such_scope"

    def __init__(self) -> None:
        super().__init__(_("This unit or program is not here anymore. Choose another one."))


class MayNotNameDeputy(DomainError):
    code = "may_not_name_deputy"

    def __init__(self) -> None:
        super().__init__(
            _("Only a program director or a coordinator can name a deputy for their own role.")
        )


class AlreadyThere(DomainError):
    code = "already_there"

    def __init__(self) -> None:
        super().__init__(_("This person already has a role that covers this."))


class DeputyTooLong(DomainError):
    code = "deputy_too_long"

    def __init__(self, days: int) -> None:
        super().__init__(
            _("A deputy can stand in for %(days)d days at most. Choose an earlier last day.")
            % {"days": days}
        )
