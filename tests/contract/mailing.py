ASKS = {}
FORMS = {}
TAPS = {}
