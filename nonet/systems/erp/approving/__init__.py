"""What of the ERP and the books beneath it can be made to need approval: points, their facts, and the guards."""
