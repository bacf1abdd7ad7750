"""Which change of foot angle, or none: the trial's rule, and the rule of expected benefit."""

from footwise.prescription.rule.expected_benefit import (
    EXPECTED_BENEFIT,
    BenefitChoice,
    BenefitOption,
    Limits,
    expected_benefit_rule,
)
from footwise.prescription.rule.trial_rule import Choice, trial_rule

__all__ = [
    "EXPECTED_BENEFIT",
    "BenefitChoice",
    "BenefitOption",
    "Choice",
    "Limits",
    "expected_benefit_rule",
    "trial_rule",
]
