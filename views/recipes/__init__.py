"""The Recipes page: every network, how it was made and how well it reads."""
