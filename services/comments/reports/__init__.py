"""Readers report comments; `trust` says how much the report of a reader weighs."""
