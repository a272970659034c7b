"""Words that stand in no call of ours, listed so that they are translated with our own texts."""
