"""ChannelMap: the whole tree as the desk needs it (paths, review levels), in memory. Tens of rows, one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from news.models.channel import Channel
from news.rules.levels import effective


@dataclass(frozen=True)
class Node:
    """A channel without what readers see of it."""

    pk: int
    parent: int | None
    path: str
    name: str
    review_levels: int | None


class ChannelMap:
    """Answers about branches and review levels without further queries."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        """Keep the nodes by id."""
        self.by_id = {node.pk: node for node in nodes}

    @classmethod
    def load(cls) -> Self:
        """Read the tree. One query."""
        rows = Channel.objects.without_tree_fields().values_list("pk", "parent_id", "path", "name", "review_levels")
        return cls(Node(*row) for row in rows)

    @classmethod
    def of(cls, channels: Iterable[Channel]) -> Self:
        """Make the map from channels that are loaded already."""
        return cls(Node(item.pk, item.parent_id, item.path, item.name, item.review_levels) for item in channels)

    def levels(self, channel_ids: Iterable[int | None]) -> int:
        """Return how many review levels a story in these channels passes: the most that any of them asks for."""
        return max((self._levels_of(pk) for pk in channel_ids if pk in self.by_id), default=effective(()))

    def covers(self, paths: Iterable[str], channel_id: int | None) -> bool:
        """True where the channel lies in the branch of one of ``paths``; a story without a channel lies in all."""
        node = self.by_id.get(channel_id) if channel_id else None
        return node is None or any(_within(node.path, path) for path in paths)

    def branch(self, paths: Iterable[str]) -> list[int]:
        """Return the ids of all channels in the branches of ``paths``."""
        wanted = list(paths)
        return [node.pk for node in self.by_id.values() if any(_within(node.path, path) for path in wanted)]

    def _levels_of(self, channel_id: int | None) -> int:
        found = []
        while channel_id is not None and (node := self.by_id.get(channel_id)) is not None:
            found.append(node.review_levels)
            channel_id = node.parent
        return effective(found)


def _within(path: str, branch: str) -> bool:
    return path == branch or path.startswith(f"{branch}/")
