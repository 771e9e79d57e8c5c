"""The Draw page: one network reads the drawing, row by row."""
