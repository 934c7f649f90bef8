"""The one kind of page that the other site has."""
