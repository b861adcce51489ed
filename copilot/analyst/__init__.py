"""The embedded analyst: reads a question by rules, chooses metrics by likeness, writes with figures and quotations."""
