"""Which network addresses may be contacted: public unicast ones, and nothing that leads inside."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
# The special-purpose registries of IANA, spelled out: what Python calls global has changed between its versions.
_REFUSED: tuple[tuple[str, Network], ...] = tuple(
    (what, ip_network(network))
    for what, networks in {
        "unspecified": "0.0.0.0/8 ::/128",
        "private": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        "carrier-grade NAT": "100.64.0.0/10",
        "link-local": "169.254.0.0/16 fe80::/10",  # cloud metadata services live here
        "protocol assignment": "192.0.0.0/24 2001::/23",  # Teredo is 2001::/32
        "documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
        "benchmarking": "198.18.0.0/15",
        "6to4": "192.88.99.0/24 2002::/16",
        "multicast": "224.0.0.0/4 ff00::/8",
        "reserved": "240.0.0.0/4 100::/64 5f00::/16",
        "IPv4 inside IPv6": "::/96 ::ffff:0:0/96 ::ffff:0:0:0/96",
        "NAT64": "64:ff9b::/96 64:ff9b:1::/48",
    }.items()
    for network in networks.split()
)
_GLOBAL_UNICAST = ip_network("2000::/3")


def refusal_of_address(text: str, *, allow_loopback: bool = False) -> str | None:
    """Why an IP address must not be contacted; None when it may.

    >>> refusal_of_address("169.254.169.254")
    '169.254.169.254 is a link-local address'
    >>> refusal_of_address("93.184.215.14") is None
    True
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return f"{text[:100]!r} is no IP address"
    if is_loopback(address):
        return None if allow_loopback else f"{address} is a loopback address"
    for what, network in _REFUSED:
        if address.version == network.version and address in network:
            return f"{address} is a {what} address"
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return f"{address} is no global unicast address"
    return None


def is_loopback(address: IPv4Address | IPv6Address | str) -> bool:
    """Whether it is an address of this machine itself."""
    found = ip_address(address) if isinstance(address, str) else address
    return any(found.version == network.version and found in network for network in _LOOPBACK)
