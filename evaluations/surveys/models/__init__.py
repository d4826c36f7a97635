from evaluations.surveys.models.instrument import Instrument, Item
from evaluations.surveys.models.survey import Answer, Response, Survey, SurveyFigure

__all__ = [
    "Answer",
    "Instrument",
    "Item",
    "Response",
    "Survey",
    "SurveyFigure",
]
