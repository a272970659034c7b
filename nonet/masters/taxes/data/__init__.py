"""The tax codes that companies of a country start with."""
