"""What the odds say, in words: the sentence for the person, the next step, other loads, and the limits."""

from __future__ import annotations

from footwise.arrays import Array
from footwise.prescription.odds import NAMES, VARIABLES, KneeOdds, published_scores
from footwise.reports.numbers import number, turn
from footwise.showing import counted

# Published: Silva 2022 (meta-analysis of 17 studies), Hunt 2018 (79 people), all in science of the trial.
LIMITS = (
    "They come from one laboratory: 107 people with knee osteoarthritis on the inner side, on a treadmill, who were "
    "asked to turn the foot in by 10°. Other people, a walkway or another angle may give other odds.",
    "Nobody there was asked about toe-out: of turning the foot out these odds know nothing.",
    "What moved was measured there with markers on the skin. Angles from a film or from sensors are near them, and not "
    "the same.",
    "What fell or rose is the first peak of the knee adduction moment. It stands for the load on the inner side of the "
    "knee. It is not the load itself, and it is not pain.",
    "Odds are not a recommendation. Nobody should walk differently because of this page alone: a clinician decides.",
)
# From so much of the spread between people on, one more measurement is worth a sentence.
_WORTH_MEASURING, _WORTH_WALKING = 0.05, 0.03
_MOST_NAMED = 3
# With fewer steps of a walk, chance decides how it went.
_FEW_STEPS = 3
# Between these probabilities of a fall the odds speak neither way.
_NEITHER = 0.4, 0.6


def odds_sentence(odds: KneeOdds) -> str:
    """Say the odds to the person, in one sentence."""
    if not odds.of_this_knee and odds.toe_in:
        return (
            "These odds were learnt from people who turned the foot out, and here it was turned in: of this knee they "
            "say nothing."
        )
    if not odds.of_this_knee:
        return (
            "Nobody can say from these walks what turning the foot out does to this knee: over all knees, the first "
            "peak of the load falls about as often as it rises."
        )
    falls = round(100 * odds.p_fall)
    return (
        f"Of 100 knees that moved like this, about {falls} carried less load with the foot turned "
        f"{'in' if odds.toe_in else 'out'}, and about {100 - falls} did not."
    )


def compared(odds: KneeOdds) -> str:
    """Say what the measurement has added to what is true of all knees."""
    if not odds.of_this_knee:
        return ""
    of_all = round(100 * odds.model.share_fell)
    return f"Of all the {odds.model.knees} knees that this was learnt from, it was {of_all} of 100."


def how_much(odds: KneeOdds) -> list[str]:
    """Say how far the load is expected to fall, and how sure that is."""
    half, most = odds.fall.band(0.5), odds.fall.band(0.9)
    peak = "the peak that was entered" if odds.baseline_entered else "a typical peak"
    mean = odds.fall.mean
    change = "fall" if mean >= 0 else "rise"
    return [
        f"Expected: a {change} of the first peak by {number(abs(mean))} %BW·ht, which is "
        f"{number(100 * abs(mean) / odds.baseline, 0)} % of {peak} ({number(odds.baseline, 1)} %BW·ht).",
        f"Half of such knees lie between {_change(half[0])} and {_change(half[1])}, nine of ten between "
        f"{_change(most[0])} and {_change(most[1])}.",
        f"By 5 % of {peak} or more it falls in about {round(100 * odds.p_enough)} of 100 knees; it rises in about "
        f"{round(100 * odds.p_worse)}, and by 5 % or more in about {round(100 * odds.p_much_worse)}.",
    ]


def _change(fall: float) -> str:
    return f"a {'fall' if fall >= 0 else 'rise'} of {number(abs(fall))}"


def next_steps(odds: KneeOdds, with_plates: bool = False) -> list[str]:
    """Say what to do next, what decides first."""
    if with_plates:
        return [
            "There were force plates in these recordings. Do not go by odds: put the recordings into a study and let "
            "Footwise prescribe from the load that was measured."
        ]
    if not odds.of_this_knee and odds.toe_in:
        return ["The odds of the 107 are of toe-in: ask them. A walking laboratory with force plates can measure it."]
    if not odds.of_this_knee:
        return [
            "A walking laboratory with force plates in the floor can measure it in one visit. Nothing else can tell."
        ]
    steps = []
    more = next((one for one in odds.next if not one.name), None)
    if more is not None and more.more >= _WORTH_WALKING:
        steps.append(f"Walk about {odds.changes.more_steps} more steps each way: that would tell more.")
    best = next((one for one in odds.next if one.name), None)
    if best is not None and best.more >= _WORTH_MEASURING:
        steps.append(f"It would tell more to measure the {best.words} as well: it was not seen well enough here.")
    settle = "A walking laboratory with force plates in the floor would settle it in one visit."
    if odds.p_fall < _NEITHER[0]:
        settle = f"These odds speak against turning the foot {'in' if odds.toe_in else 'out'}. {settle}"
    elif odds.p_fall < _NEITHER[1]:
        settle = f"These odds speak neither for it nor against it. {settle}"
    return [*steps, settle] if steps else [settle, "More steps of the same kind would hardly change this answer."]


def what_tells_more(odds: KneeOdds) -> list[str]:
    """Say how much of how knees differ is known, and what more each further measurement would tell."""
    if not odds.of_this_knee:
        return []
    known = f"What was measured explains about {round(100 * odds.told)} % of how knees differ. The rest stays open."
    most = [one for one in odds.next if one.more >= _WORTH_WALKING][:_MOST_NAMED]
    more = "; ".join(f"{one.words} {round(100 * one.told)} %" for one in most)
    return [known, f"With one measurement more, taken well, it would be: {more}."] if more else [known]


def other_loads(odds: KneeOdds) -> list[str]:
    """Say what is published of the loads that are not predicted here."""
    if odds.toe_in:
        return [
            "Second peak of the same moment: not predicted here. With toe-in it rose on average in published studies "
            "(17 studies together, Hedges' g +0.44; Silva 2022).",
            "Bending moment of the knee: not predicted here, and no published mean was good enough to print. Should it "
            "rise by 2.6 times what the other one falls, the load on the inner side stays the same.",
        ]
    return [
        "First peak with toe-out: no change on average in published studies (Silva 2022).",
        "Second peak with toe-out: lower on average (Hedges' g −0.42; Silva 2022; 0.26 %BW·ht at 9° more toe-out in 79 "
        "people, without a difference in pain; Hunt 2018).",
        "Bending moment of the knee: no published mean was good enough to print.",
    ]


def how_trusted() -> str:
    """Say how well the 107 people themselves were predicted, each by the others."""
    found = published_scores()
    told, fell = (" and ".join((", ".join(one[:-1]), one[-1])) for one in (_shares(found.told), _shares(found.fell)))
    return (
        f"How far to trust them: each of the {found.knees} people was predicted from the others, with everything "
        f"measured. In thirds, a fall was told in {told} of 100 knees; it came in {fell}."
    )


def _shares(shares: Array) -> list[str]:
    return [f"{100 * share:.0f}" for share in shares]


def cautions(odds: KneeOdds) -> list[str]:
    """Say what about these walks makes the odds less sure than usual."""
    said = []
    steps = odds.changes.steps_natural, odds.changes.steps_changed
    if min(steps) < _FEW_STEPS:
        said.append(
            f"Only {counted(steps[0], 'natural step')} and {counted(steps[1], 'changed step')} could be compared. "
            "That is hardly how somebody walks."
        )
    if odds.of_this_knee and odds.outside_angles:
        said.append(
            f"The foot was turned by {number(abs(odds.changes.achieved_deg), 1)}°, and the odds are meant for 4 to "
            "13°: the bands were widened."
        )
    if odds.outside:
        words = ", ".join(VARIABLES[NAMES.index(name)].words for name in odds.outside)
        said.append(f"Beyond what anybody of the {odds.model.knees} showed: {words}. The bands were widened.")
    elif odds.wider > 1:
        said.append(f"Nobody of the {odds.model.knees} changed like this, all taken together: the bands were widened.")
    return said


def odds_sentences(odds: KneeOdds, with_plates: bool = False) -> list[str]:
    """Say it all for a terminal: the sentence, how far, what is less sure, what to do next."""
    turned = f"The {odds.changes.side} foot was turned by {turn(odds.changes.achieved_deg)}."
    added = [compared(odds), *how_much(odds), *what_tells_more(odds)] if odds.of_this_knee else []
    notes = [f"Note: {note}" for note in odds.changes.notes]
    return [odds_sentence(odds), *added, turned, *cautions(odds), *next_steps(odds, with_plates), *notes]
