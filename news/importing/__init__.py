"""From old systems in: readers of their formats, which hand articles to ``editorial.imports``."""
