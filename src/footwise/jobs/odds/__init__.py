"""The odds that a change of foot angle unloads this knee, where no force plate measured it."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.odds.judging import ODDS_FILES, WalkOdds, check_asked, judge_changes, judge_walks, write_odds
    from footwise.jobs.odds.measuring import WalkKind, kind_of, measure_changes
    from footwise.jobs.odds.of_visit import VisitOdds, goes_beside_a_shoe, odds_of_visit
    from footwise.jobs.odds.request import OddsRequest
    from footwise.jobs.odds.screening import OddsScreening, screen_odds
    from footwise.jobs.odds.training import TrainedOdds, train_odds, write_odds_model

__all__ = [
    "ODDS_FILES",
    "OddsRequest",
    "OddsScreening",
    "TrainedOdds",
    "VisitOdds",
    "WalkKind",
    "WalkOdds",
    "check_asked",
    "goes_beside_a_shoe",
    "judge_changes",
    "judge_walks",
    "kind_of",
    "measure_changes",
    "odds_of_visit",
    "screen_odds",
    "train_odds",
    "write_odds",
    "write_odds_model",
]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "ODDS_FILES": "footwise.jobs.odds.judging",
        "OddsRequest": "footwise.jobs.odds.request",
        "OddsScreening": "footwise.jobs.odds.screening",
        "TrainedOdds": "footwise.jobs.odds.training",
        "VisitOdds": "footwise.jobs.odds.of_visit",
        "WalkKind": "footwise.jobs.odds.measuring",
        "WalkOdds": "footwise.jobs.odds.judging",
        "check_asked": "footwise.jobs.odds.judging",
        "goes_beside_a_shoe": "footwise.jobs.odds.of_visit",
        "judge_changes": "footwise.jobs.odds.judging",
        "judge_walks": "footwise.jobs.odds.judging",
        "kind_of": "footwise.jobs.odds.measuring",
        "measure_changes": "footwise.jobs.odds.measuring",
        "odds_of_visit": "footwise.jobs.odds.of_visit",
        "screen_odds": "footwise.jobs.odds.screening",
        "train_odds": "footwise.jobs.odds.training",
        "write_odds": "footwise.jobs.odds.judging",
        "write_odds_model": "footwise.jobs.odds.training",
    },
)
