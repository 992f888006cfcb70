"""Sitrep reads many reports on one unfolding event and keeps one account of it, every line cited.

>>> import sitrep
>>> reading = sitrep.read("Two bridges fell, the mayor said on Friday.", published="2023-02-06")
>>> [claim.voice for claim in reading.claims]
['Mayor']
"""
