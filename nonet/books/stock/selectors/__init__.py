"""What pages, reports and engines ask of the quantity book."""
