// Keeps the address in step with what is shown, without a new entry in the browser's history, and copies it.

const DONE = "Copied"; // what the button says for a moment
const written = new WeakMap(); // of each place on the page, what it wrote last: it may be shown again with old data

export default function ({ data, parentElement }) {
  const told = JSON.stringify(data);
  if (written.get(parentElement) !== told) write(data.params);
  written.set(parentElement, told);
  const button = parentElement.querySelector("button");
  button.hidden = !data.button;
  button.onclick = async () => {
    await copy(location.href);
    const before = button.textContent;
    button.textContent = DONE;
    setTimeout(() => (button.textContent = before), 1500);
  };
}

function write(params) {
  const address = new URL(location.href);
  Object.entries(params).forEach(([name, value]) => {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  });
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

// A page that was not loaded by https may have no clipboard; there the old way is left.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
