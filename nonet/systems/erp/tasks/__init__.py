"""What the ERP's verbs ask for on the desk: forms with sensible answers already in them."""
