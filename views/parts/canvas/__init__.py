"""The canvas: `widget.py` shows it, `sheet.py` checks what the browser says is on it, `tools.*` are its buttons.

`package.js` alone knows the inside of streamlit-drawable-canvas; `keys.js` says what the keyboard asks for, `hand.js`
draws by it; `arrivals.js` takes what is dropped or pasted.
"""

from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = ("package.js", "keys.js", "hand.js", "arrivals.js", "tools.js")  # only the last has an import or an export


def script() -> str:
    """The tools' scripts as one module, so that they share their names without a build."""
    return "\n".join((HERE / name).read_text("utf-8") for name in SCRIPTS)
