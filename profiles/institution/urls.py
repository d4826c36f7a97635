from django.urls import URLPattern, path

from profiles.institution.views import approvals, settings, units

urlpatterns: list[URLPattern] = [
    path("dashboard/settings/", settings.institution_settings, name="institution_settings"),
    path("dashboard/settings/days-off/", settings.days_off_settings, name="days_off_settings"),
    path("dashboard/settings/figures/", settings.figures_settings, name="figures_settings"),
    path("dashboard/settings/sign-in/", settings.sign_in_settings, name="sign_in_settings"),
    path("dashboard/units/", units.units, name="units"),
    path("dashboard/units/find/", units.units_find, name="units_find"),
    path("dashboard/units/<uuid:pk>/", units.unit, name="unit"),
    path("dashboard/units/<uuid:pk>/merge/", units.unit_merge, name="unit_merge"),
    path("dashboard/units/<uuid:pk>/delete/", units.unit_delete, name="unit_delete"),
    path("dashboard/approvals/", approvals.approvals, name="approvals"),
    path(
        "dashboard/approvals/<uuid:pk>/approve/",
        approvals.approval_approve,
        name="approval_approve",
    ),
    path(
        "dashboard/approvals/<uuid:pk>/refuse/", approvals.approval_refuse, name="approval_refuse"
    ),
    path(
        "dashboard/approvals/<uuid:pk>/withdraw/",
        approvals.approval_withdraw,
        name="approval_withdraw",
    ),
]
