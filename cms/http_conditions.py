"""What a client asks of an answer in its headers: a content coding, and whether its copy is still good (RFC 9110)."""

from email.utils import parsedate_to_datetime


def chosen_coding(accepted: str) -> str:
    """Return ``br``, ``gzip`` or nothing, the best of what the client accepts (RFC 9110 §12.5.3; q=0 refuses)."""
    if not accepted:
        return ""
    codings = {}
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.partition(";")
        codings[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    for name in ("br", "gzip"):
        if codings.get(name, codings.get("*", False)):
            return name
    return ""


def names_etag(header: str, etags: frozenset[str]) -> bool:
    """Return whether If-None-Match names one of our tags in any coding (weak comparison, RFC 9110 §13.1.2)."""
    if header.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/") in etags for tag in header.split(","))


def max_age(control: str) -> float:
    """Return the seconds an answer may be kept: ``s-maxage``, ``max-age``, or nothing."""
    values = dict(part.strip().partition("=")[::2] for part in control.lower().split(","))
    for name in ("s-maxage", "max-age"):
        if values.get(name, "").isdigit():
            return float(values[name])
    return 0.0


def unchanged_since(header: str, last_modified: str) -> bool:
    """Return whether If-Modified-Since is not before Last-Modified; False for dates that cannot be read (§13.1.3)."""
    if not header or not last_modified:
        return False
    try:
        return parsedate_to_datetime(header) >= parsedate_to_datetime(last_modified)
    except (TypeError, ValueError):
        return False
