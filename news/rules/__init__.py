"""What may be done, by whom, and to which text. Plain data and predicates: no database, no request."""
