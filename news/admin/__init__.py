"""The desk: Django's admin with the newsroom's own pages. ``registry`` registers them, once the site object stands."""
