"""The newsroom and the portal: one app, divided into rooms (docs/architecture.md says which thing lives where)."""
