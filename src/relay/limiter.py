"""Counts requests per internet address for one minute, in memory, and forgets them."""

import ipaddress
import time
from dataclasses import dataclass, field

_MOST_ADDRESSES = 200_000


@dataclass
class Limiter:
    """Two ceilings per address and minute: all requests, and those that ended in 404."""

    requests: int
    refusals: int
    _minute: int = 0
    _seen: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def admits(self, address: str) -> bool:
        """Count a request; False if this address had its share of this minute."""
        counted = self._counted(_network(address))
        counted[0] += 1
        return counted[0] <= self.requests and counted[1] < self.refusals

    def refused(self, address: str) -> None:
        """Count a 404."""
        self._counted(_network(address))[1] += 1

    def _counted(self, network: str) -> list[int]:
        minute = int(time.monotonic() // 60)
        # A flood from countless addresses must not fill the memory either.
        if minute != self._minute or len(self._seen) > _MOST_ADDRESSES:
            self._minute, self._seen = minute, {}
        return self._seen.setdefault(network, [0, 0])


def _network(address: str) -> str:
    """One IPv6 customer has a /64 of addresses; count it as one."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address
