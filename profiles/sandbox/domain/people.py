"""The people whom a test institution begins with: invented, few, and of every kind that a roster knows."""

from __future__ import annotations

from profiles.roster.domain.rows import RawRow

_COLUMNS = (
    "external_id",
    "email",
    "given_name",
    "family_name",
    "rank",
    "track",
    "unit",
    "supervisor_external_id",
    "specialty",
)
_MEDICINE, _CARDIOLOGY, _SURGERY = "Medicine", "Medicine / Cardiology", "Surgery"
_PEOPLE = (
    ("T001", "Amara", "Okafor", "full", "investigator", _MEDICINE, "", "General medicine"),
    ("T002", "Benedikt", "Lindqvist", "full", "clinician", _SURGERY, "", "Trauma surgery"),
    ("T003", "Catalina", "Reyes", "full", "investigator", _CARDIOLOGY, "T001", "Heart failure"),
    (
        "T004",
        "Dae-jung",
        "Kwon",
        "associate",
        "clinician_educator",
        _MEDICINE,
        "T001",
        "Geriatrics",
    ),
    ("T005", "Eleni", "Papadaki", "associate", "investigator", _CARDIOLOGY, "T003", "Imaging"),
    ("T006", "Farid", "Haddad", "associate", "clinician", _SURGERY, "T002", "Vascular surgery"),
    ("T007", "Grace", "Whitlock", "assistant", "investigator", _CARDIOLOGY, "T003", "Arrhythmia"),
    ("T008", "Hiroshi", "Tanabe", "assistant", "clinician_educator", _MEDICINE, "T004", "Diabetes"),
    ("T009", "Ingrid", "Solheim", "assistant", "clinician", _SURGERY, "T006", "Endocrine surgery"),
    ("T010", "Javier", "Montoya", "assistant", "educator", _MEDICINE, "T004", "Simulation"),
    (
        "T011",
        "Keisha",
        "Broussard",
        "instructor",
        "clinician",
        _MEDICINE,
        "T004",
        "Hospital medicine",
    ),
    ("T012", "Lorenzo", "Bianchi", "instructor", "clinician", _SURGERY, "T006", "Transplantation"),
    ("T013", "Mei-Ling", "Zhao", "instructor", "investigator", _CARDIOLOGY, "T005", "Genetics"),
    ("T014", "Nnamdi", "Eze", "trainee", "", _CARDIOLOGY, "T005", "Prevention"),
    ("T015", "Oksana", "Kovalenko", "trainee", "", _SURGERY, "T006", "Trauma surgery"),
    ("T016", "Paul", "Abernathy", "emeritus", "educator", _MEDICINE, "", "Ethics"),
)


def _row(number: int, person: tuple[str, ...]) -> RawRow:
    external_id, given, family, *rest = person
    # A domain that is kept for examples (RFC 2606).
    email = f"{given}.{family}@people.example".lower()
    return RawRow(
        number, dict(zip(_COLUMNS, (external_id, email, given, family, *rest), strict=True))
    )


INVENTED = [_row(number, person) for number, person in enumerate(_PEOPLE, start=1)]
