"""Reads figures from the tables of companies' reports: which row, which column, of which period, in which scale."""
