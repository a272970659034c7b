"""Days of the law that are known before their yearly notice."""
