"""Which documents repeat another: exactly, nearly, or as a part of it; and the clusters and components of these pairs.

`fingerprints` runs in each shard, `find` over all of them, `clusters` over the pairs; `crossings` checks a release.
"""

from copydesk.duplicates.check import crossings, disagreements
from copydesk.duplicates.pairs import find, fingerprints
from copydesk.duplicates.stars import Clusters, clusters

__all__ = ["Clusters", "clusters", "crossings", "disagreements", "find", "fingerprints"]
