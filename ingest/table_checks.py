"""What can be asked of the market tables beside a metric: what looks odd in them, and where sources differ."""

from market.flags import Flag, find_flags
from market.reconciliation import DEFAULT_TOLERANCE_PCT, Reconciliation, reconcile

__all__ = ["DEFAULT_TOLERANCE_PCT", "Flag", "Reconciliation", "find_flags", "reconcile"]
