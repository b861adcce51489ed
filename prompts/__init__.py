"""Every text that a language model is given, one file each."""
