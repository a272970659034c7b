"""How the ERP's documents are entered on the desk."""
