"""What is done with approvals: asking, deciding, carrying out; saving rules and delegations."""
