"""Folding of text. Placeholder of the ground floor; see terms.py for its user."""
