"""What pages, reports and flows ask of the ERP."""
