"""Whether a network address is one of the public internet, also where an IPv4 address is wrapped in an IPv6 one.

``ipaddress`` calls 64:ff9b::7f00:1 global, which a NAT64 gateway delivers to 127.0.0.1; and 2002:7f00:1:: is its
6to4 form. The lists are IANA's registries of special-purpose addresses (RFC 6890 and its updates). This file does NOT
look up names.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_SPECIAL_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
    "192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
    "100.64.0.0/10",  # shared by customers of a provider (RFC 6598)
    "169.254.0.0/16",  # also the metadata of cloud machines
    "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
    "198.18.0.0/15",  # benchmarks (RFC 2544)
    "224.0.0.0/4", "240.0.0.0/4",  # multicast; reserved, and broadcast
)))  # fmt: skip
_UNICAST = IPv6Network("2000::/3")
"""The only IPv6 addresses that are given out to the public internet (RFC 4291, 2.4)."""
_SPECIAL_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
"""Teredo (RFC 4380), ORCHID and other protocols; documentation (the second, and RFC 9637)."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""The one prefix of RFC 6052 that leads to the public internet; 64:ff9b:1::/48 (RFC 8215) is for one's own network."""
_6TO4 = IPv6Network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The middle of an address whose last 32 bits are an IPv4 address (RFC 5214)."""


def is_public(address: str) -> bool:
    """Whether ``address`` leads to the public internet; False for what is no address."""
    try:
        return _is_public(ip_address(address.partition("%")[0]))
    except ValueError:
        return False


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if inner := _inner(address):
        return _is_public(inner)
    return address in _UNICAST and not any(address in network for network in _SPECIAL_6)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which ``address`` leads, where that is so."""
    bits = int(address)
    if address.ipv4_mapped or address in _NAT64 or bits >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(bits & 0xFFFFFFFF)
    return IPv4Address(bits >> 80 & 0xFFFFFFFF) if address in _6TO4 else None
