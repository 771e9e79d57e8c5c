// Keeps the address in step with what is shown, without a new entry in the browser's history, and copies it.

const DONE = "Copied"; // what the button says for a moment

export default function ({ data, parentElement }) {
  const address = new URL(location.href);
  Object.entries(data.params).forEach(([name, value]) => {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  });
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  const button = parentElement.querySelector("button");
  button.hidden = !data.button;
  button.onclick = async () => {
    await copy(location.href);
    const before = button.textContent;
    button.textContent = DONE;
    setTimeout(() => (button.textContent = before), 1500);
  };
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
