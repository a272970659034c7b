"""The verbs of the ERP."""
