"""Serves the app to many visitors: replicas of it in, one address out."""
