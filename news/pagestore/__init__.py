"""Rendered pages kept on this host with the tags of everything they show, and dropped by tag. Knows no model."""
