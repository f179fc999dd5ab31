"""Which documents repeat another: exactly, nearly, or as a part of it; and the clusters and components of these pairs.

`fingerprints` runs in each shard, `find` over all of them, `clusters` over the pairs; `check` finds a release's again.
"""

from copydesk.duplicates.check import check, crossings
from copydesk.duplicates.pairs import find, fingerprints
from copydesk.duplicates.stars import Clusters, clusters

__all__ = ["Clusters", "check", "clusters", "crossings", "find", "fingerprints"]
