"""Tables of the world that the kernel knows by heart."""
