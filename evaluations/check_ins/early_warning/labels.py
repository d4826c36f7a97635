"""What the states of pairs and groups are called, and the tone in which they stand."""

from evaluations.check_ins.early_warning.domain.health import LABELS as NAMES
from evaluations.check_ins.early_warning.domain.health import State

TONES = {
    State.STARTING: "note",
    State.HEALTHY: "ok",
    State.THIN: "thin",
    State.AT_RISK: "danger",
    State.DORMANT: "empty",
    State.ENDED: "plain",
}
LABELS = {state: (NAMES[state], tone) for state, tone in TONES.items()}
