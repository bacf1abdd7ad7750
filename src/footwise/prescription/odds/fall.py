"""How far the knee load may fall, as one distribution: normal uncertainty, and knees that differ with heavier tails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array

# Between these quantiles of the mixture a Student distribution is exact to a thousandth of a probability.
_NODES = 64


@dataclass(frozen=True)
class Fall:
    """The fall of the first peak of the knee adduction moment, %BW·ht, positive when the load falls.

    A normal part (what is not known of this knee's movement and of the model) and a part by which knees that move alike
    differ, which is Student's t: most differ little, a few much. Their sum is a mixture of normal distributions.

    Attributes
    ----------
    mean : float
    normal_sd : float
    knee_scale : float
        Scale of the t distribution.
    dof : float
        Its degrees of freedom; infinite where it is normal.
    """

    mean: float
    normal_sd: float
    knee_scale: float
    dof: float

    @property
    def sd(self) -> float:
        """Standard deviation; of the normal part alone what a t distribution of so few degrees leaves."""
        inflation = self.dof / (self.dof - 2) if self.dof > 2 and np.isfinite(self.dof) else 1.0
        return float(np.sqrt(self.normal_sd**2 + inflation * self.knee_scale**2))

    def p_at_least(self, fall: float) -> float:
        """Probability that the load falls by at least so much, %BW·ht."""
        from scipy.special import ndtr

        return float(np.mean(ndtr((self.mean - fall) / self._sds())))

    def quantile(self, share: float) -> float:
        """Give the fall below which a share of knees lies."""
        from scipy.optimize import brentq

        reach = 40 * float(self._sds().max())
        return float(brentq(lambda x: 1 - self.p_at_least(x) - share, self.mean - reach, self.mean + reach, xtol=1e-7))

    def band(self, share: float) -> tuple[float, float]:
        """Bounds between which the fall lies with probability `share`."""
        return self.quantile(0.5 - share / 2), self.quantile(0.5 + share / 2)

    def log_density(self, fall: float) -> float:
        """Logarithm of the density at a fall."""
        from scipy.special import logsumexp

        sds = self._sds()
        each = -0.5 * ((fall - self.mean) / sds) ** 2 - np.log(sds) - 0.5 * np.log(2 * np.pi)
        return float(logsumexp(each) - np.log(len(sds)))

    def _sds(self) -> Array:
        return np.sqrt(self.normal_sd**2 + self.knee_scale**2 * mixture_variances(self.dof))


def mixture_variances(dof: float) -> Array:
    """Give the variances of the normal distributions that, equally likely, make up a t distribution of scale 1."""
    if not np.isfinite(dof):
        return np.ones(1)
    from scipy.special import gammaincinv

    middle = (np.arange(_NODES) + 0.5) / _NODES
    return np.asarray(dof / 2 / gammaincinv(dof / 2, middle))
