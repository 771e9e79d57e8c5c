"""The Compare page: several networks read the drawing side by side."""
