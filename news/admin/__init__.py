"""The desk: Django admin with the newsroom on top."""
