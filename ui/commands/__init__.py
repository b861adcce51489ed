"""The commands of ``tieout``, by what they work on."""
