"""All writes. Each public function is a verb: it locks, checks, writes and records in one transaction."""
