"""Sources in, documents and market tables filled."""
