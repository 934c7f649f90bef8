"""Forms of readers and of the desk."""
