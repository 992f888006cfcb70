"""Units of measure and their conversion. The library is loaded when first asked for."""

from __future__ import annotations

KM = {"km": 1.0, "mile": 1.609344, "m": 0.001, "nautical mile": 1.852}


def to_km(unit: str | None, value: float | None) -> float | None:
    """Return a distance in km; None for what is no distance, or no value."""
    factor = KM.get(unit or "")
    return None if factor is None or value is None else value * factor
