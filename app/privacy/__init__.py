"""Personal data as one table: what, why, how long; the privacy page, export, erasure and retention follow from it."""
