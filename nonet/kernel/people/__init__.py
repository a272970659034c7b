"""Who works where: departments as a tree with their heads, and each user's place and superior."""
