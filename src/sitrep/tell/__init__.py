"""Telling: the account of what is held, as a function of the evidence and a moment."""
