"""How the units of a test set count in intervals: clusters of equal units, and folds.

Equal texts are one cluster: copies prove nothing. The mean over units is then a ratio of sums over
clusters, whose error follows from the residuals, sum of the cluster - its size x the mean (Cochran
1977, chapter 9). Folds share training texts, so their results are not independent: the variance is
multiplied by 1 + k x (test share / training share), as Nadeau & Bengio (2003) do.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import ndtr, ndtri


@dataclass(frozen=True, eq=False)
class Units:
    """cluster: int [units], the cluster of each; inflation: the factor of every variance."""

    cluster: np.ndarray
    inflation: float = 1.0

    @property
    def trivial(self) -> bool:
        """Whether each unit is a cluster, and no variance is multiplied."""
        return self.inflation == 1 and len(np.unique(self.cluster)) == len(self.cluster)

    def select(self, items: np.ndarray) -> "Units":
        """Of some of the units."""
        return Units(np.unique(self.cluster[items], return_inverse=True)[1], self.inflation)

    @property
    def weights(self) -> np.ndarray:
        """float64 [clusters]: the number of units of each."""
        return np.bincount(self.cluster).astype(np.float64)

    @property
    def membership(self) -> csr_matrix:
        """float32 [units, clusters]: 1 where a unit is in a cluster."""
        units = np.arange(len(self.cluster))
        return csr_matrix((np.ones(len(units), np.float32), (units, self.cluster)))

    def sums(self, rows: np.ndarray) -> np.ndarray:
        """The sums [seeds, clusters, columns] of rows [seeds, units, columns]."""
        return np.stack([self.membership.T @ of_seed.astype(np.float64) for of_seed in rows])

    def means(self, values: np.ndarray) -> np.ndarray:
        """The mean of each cluster, [seeds, clusters], of values [seeds, units]."""
        return self.sums(values) / self.weights


def linearised(means: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Values [seeds, clusters] with the weighted mean as their mean, and its error as theirs.

    Where all weights are equal these are the means themselves.
    """
    values: np.ndarray = means.astype(np.float64)
    relative = weights / weights.mean()
    centre = (values * relative).mean()
    return centre + relative * (values - centre)


def fold_inflation(folds: int, train: int, test: int) -> float:
    """The factor for so many folds, with training and test units summed over them; 1 without."""
    return 1 + folds * test / train if folds > 1 else 1.0


def inflated_p(p: float, inflation: float) -> float:
    """A two-sided p of a test that did not know the factor, by the normal quantile."""
    if inflation == 1 or not 0 < p < 1:
        return p
    return float(2 * ndtr(ndtri(p / 2) / math.sqrt(inflation)))
