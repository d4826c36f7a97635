"""What the states of pairs and groups are called, and the tone in which they stand."""

LABELS = {
    "starting": ("Starting", "note"),
    "healthy": ("Meeting", "ok"),
    "thin": ("Thin", "thin"),
    "at_risk": ("At risk", "danger"),
    "dormant": ("Dormant", "empty"),
    "ended": ("Ended", "plain"),
}
