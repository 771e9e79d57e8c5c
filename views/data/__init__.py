"""The Data page: what the networks learned from."""
