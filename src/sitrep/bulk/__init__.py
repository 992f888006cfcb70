"""Bulk: a whole archive read into tables on an engine, its near-copies, and what of it is worth a desk."""
