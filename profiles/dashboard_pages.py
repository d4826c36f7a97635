"""What profiles adds to the navigation of the dashboard."""

from django.utils.translation import gettext_lazy as _

from mentornet.pages.dashboard import DashboardPage, register_page

ADMINISTER = "profiles.direct_institution"
PAGES = (
    DashboardPage(
        "people",
        _("People"),
        "profiles:directed_people",
        "profiles.direct_people",
        order=1,
        rooms=("profiles.people.directory",),
    ),
    DashboardPage(
        "people",
        _("Mentors"),
        "profiles:directed_mentors",
        "profiles.direct_people",
        order=2,
    ),
    DashboardPage(
        "people",
        _("Roster"),
        "profiles:roster",
        "profiles.import_roster",
        order=50,
        rooms=("profiles.roster",),
    ),
    DashboardPage(
        "people",
        _("Sign-in emails"),
        "profiles:address_claims",
        "profiles.manage_staff_roles",
        order=60,
        rooms=("profiles.people.emails",),
    ),
    DashboardPage(
        "people",
        _("Imports"),
        "profiles:imports",
        "profiles.import_roster",
        order=52,
        rooms=("profiles.roster.lists",),
    ),
    DashboardPage(
        "people",
        _("Units"),
        "profiles:units",
        ADMINISTER,
        order=55,
        rooms=("profiles.institution.views.units",),
    ),
    DashboardPage(
        "settings",
        _("Institution"),
        "profiles:institution_settings",
        ADMINISTER,
        order=1,
    ),
    DashboardPage(
        "settings",
        _("Your own words"),
        "profiles:words",
        ADMINISTER,
        order=1,
        rooms=("profiles.words",),
    ),
    DashboardPage(
        "settings",
        _("Job titles"),
        "profiles:roster_titles",
        ADMINISTER,
        order=1,
        rooms=("profiles.roster.title_views",),
    ),
    DashboardPage(
        "settings",
        _("Specialties"),
        "profiles:roster_specialties",
        ADMINISTER,
        order=1,
        rooms=("profiles.roster.specialty_views",),
    ),
    DashboardPage("settings", _("Logo"), "profiles:logo_settings", ADMINISTER, order=1),
    DashboardPage(
        "settings",
        _("Holidays and days off"),
        "profiles:days_off_settings",
        ADMINISTER,
        order=1,
    ),
    DashboardPage(
        "settings",
        _("Figures"),
        "profiles:figures_settings",
        ADMINISTER,
        order=2,
    ),
    DashboardPage(
        "settings",
        _("Sign-in rules"),
        "profiles:sign_in_settings",
        ADMINISTER,
        order=3,
    ),
    DashboardPage(
        "settings",
        _("Staff roles"),
        "profiles:staff_roles",
        "profiles.manage_staff_roles",
        order=10,
        rooms=("profiles.people.staff_roles",),
    ),
    DashboardPage(
        "settings",
        _("Approvals"),
        "profiles:approvals",
        "profiles.decide_approvals",
        order=20,
        rooms=("profiles.institution.views.approvals",),
    ),
    DashboardPage(
        "settings",
        _("Single sign-on"),
        "profiles:sign_on_setup",
        "profiles.connect_systems",
        order=30,
        rooms=("profiles.sign_on.provider",),
    ),
    DashboardPage(
        "settings",
        _("Provisioning"),
        "profiles:provisioning",
        "profiles.connect_systems",
        order=40,
        rooms=("profiles.provisioning",),
    ),
    DashboardPage(
        "settings",
        _("API clients"),
        "profiles:api_clients",
        "profiles.connect_systems",
        order=50,
        rooms=("profiles.api_access",),
    ),
    DashboardPage(
        "settings",
        _("Webhooks"),
        "profiles:webhooks",
        "profiles.connect_systems",
        order=60,
        rooms=("profiles.api_access.webhooks",),
    ),
    DashboardPage(
        "settings",
        _("Test institution"),
        "profiles:sandbox",
        "profiles.connect_systems",
        order=70,
        rooms=("profiles.sandbox",),
    ),
)


def register_pages() -> None:
    """Register them all. Called once at start-up."""
    for page in PAGES:
        register_page(page)
