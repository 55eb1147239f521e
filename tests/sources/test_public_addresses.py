"""Which addresses are of the public internet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.public_addresses import is_public

PRIVATE = [
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("fc00::1", "fd12::1", "ff02::1", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1"),
    *("3fff::1", "5f00::1", "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254"),
    *("64:ff9b:1::7f00:1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:c0a8:101::1", "2002:a9fe:a9fe::"),
    *("2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:192.168.0.1", "not an address", ""),
]
PUBLIC = [
    *("1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.17.255.255", "223.255.255.255"),
    *("2a00:1450:4001:828::200e", "2607:f220:41e:4290::110", "::ffff:93.184.215.14", "64:ff9b::93.184.215.14"),
    *("2002:5db8:d70e::1", "2a00:1450::5efe:93.184.215.14"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_our_own_network_is_not_public_however_it_is_wrapped(address: str) -> None:
    """A redirect to 64:ff9b::7f00:1 reached 127.0.0.1 through a NAT64 gateway: Python calls it global."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: IPv4Address | IPv6Address) -> None:
    assert address.is_global or not is_public(str(address)) or str(address).startswith(("2002:", "64:ff9b:"))
