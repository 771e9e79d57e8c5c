"""The line by which the browser gets a component's script, run by Node."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from views.parts.served import LOADER

NODE = Path(sys.executable).parent / "node"
SCRIPT = """
export const furnish = () => globalThis.said.push("furnished");
export default () => {
  globalThis.said.push("shown");
  return () => globalThis.said.push("closed");
};
"""
# Streamlit shows a component twice, cleans up after the first call late, and cleans up once more when it is gone.
VISIT = """
globalThis.said = [];
globalThis.location = { origin: "http://localhost" };
const component = { data: { script: %s }, parentElement: { isConnected: true } };
const [first, second] = [load(component), load(component)];
while (globalThis.said.length < 4) await new Promise(setImmediate);
first();
component.parentElement.isConnected = false;
second();
load(component); // comes too late: it has left the page
await import(component.data.script).then(() => new Promise(setImmediate));
console.log(JSON.stringify(globalThis.said));
"""


def test_a_component_is_closed_once_it_has_left_the_page_and_not_before(tmp_path: Path) -> None:
    script = f"data:text/javascript,{SCRIPT}"
    module = LOADER.replace("export default", "const load =") + ";\n" + VISIT % json.dumps(script)
    (tmp_path / "visit.mjs").write_text(module, "utf-8")
    done = subprocess.run([NODE, tmp_path / "visit.mjs"], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == ["furnished", "shown", "furnished", "shown", "closed"]
