"""The channel tree in memory: one query, then every breadcrumb, tab and path is free."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from news.models import Channel


@dataclass(frozen=True)
class ChannelTree:
    """All channels, siblings in their order."""

    channels: tuple[Channel, ...]

    @classmethod
    def load(cls) -> Self:
        """Read the tree. One query."""
        return cls(tuple(Channel.objects.in_order()))

    @cached_property
    def by_id(self) -> dict[int, Channel]:
        """Channel by number."""
        return {channel.pk: channel for channel in self.channels}

    @cached_property
    def by_path(self) -> dict[str, Channel]:
        """Channel by its path."""
        return {channel.path: channel for channel in self.channels}

    def children(self, channel: Channel | None) -> list[Channel]:
        """Return the channels right below; of None the first level."""
        parent_id = channel.pk if channel else None
        return [item for item in self.channels if item.parent_id == parent_id]

    def trail(self, channel: Channel) -> list[Channel]:
        """Return the way down to a channel, itself last."""
        trail = [channel]
        while trail[0].parent_id is not None:
            trail.insert(0, self.by_id[trail[0].parent_id])
        return trail
