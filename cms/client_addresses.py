"""Whose address a request comes from, with the proxies in front counted, and the prefix that may be kept.

A leaf. The whole address is never stored or logged: buckets and the security log use the prefix.
"""

import ipaddress

from django.http import HttpRequest

from cms.own_settings import own_settings

IPV4_PREFIX_BITS = 24
IPV6_PREFIX_BITS = 48


def client_address(request: HttpRequest) -> str:
    """Return the client's address.

    With ``SAMVERKA_TRUSTED_PROXIES=n`` it is the n-th entry of X-Forwarded-For from the right, which a client cannot
    forge; without proxies the peer's address.
    """
    count = own_settings.TRUSTED_PROXIES
    if count:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(forwarded) >= count:
            return _without_port(forwarded[-count])
    return _without_port(request.META.get("REMOTE_ADDR", ""))


def client_prefix(request: HttpRequest) -> str:
    """Return the client's network: /24 for IPv4, /48 for IPv6; ``unknown`` when there is no valid address."""
    try:
        address = ipaddress.ip_address(client_address(request))
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    bits = IPV4_PREFIX_BITS if address.version == 4 else IPV6_PREFIX_BITS
    return str(ipaddress.ip_network((address, bits), strict=False))


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
