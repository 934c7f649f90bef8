"""Pictures: verified, stripped, re-encoded, and made smaller for the page."""
