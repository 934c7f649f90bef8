"""Pure functions over text: no Django models, no request, no clock."""
