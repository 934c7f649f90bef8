"""Search: words, the index that publishing writes, and the questions asked of it. Knows no request."""
