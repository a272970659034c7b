"""The UCI Online Retail files: a year of a British gift seller, 2010 and 2011."""
