"""What pages show: frozen dataclasses, each made by one function. Nothing here writes or sees a request."""
