"""The Test set page: the 10,000 images that no network learned from, one section a module."""
