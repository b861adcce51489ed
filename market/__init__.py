"""Market tables, and the metrics that are computed over them."""
