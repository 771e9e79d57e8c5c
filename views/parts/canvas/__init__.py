"""The canvas: `widget.py` shows it, `sheet.py` checks what the browser says is on it, `tools.*` are its buttons."""
