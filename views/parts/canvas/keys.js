// What the keyboard asks of the canvas: in goes an event, out comes the name of a button.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const TYPED_IN = ["text", "search", "number", "email", "url", "tel", "password", "date", "time"]; // kinds of <input>

/**
 * The button that these keys stand for, as in any drawing program; null for other keys, and where text is written.
 * @param {KeyboardEvent} event
 * @param {boolean} onMac whether Cmd takes the place of Ctrl
 * @returns {"undo" | "redo" | null}
 */
function buttonOf(event, onMac) {
  const held = onMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!held || event.altKey || isTypedIn(event.composedPath()[0])) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

/**
 * Whether text is written there, which has an undo of its own.
 * @param {any} element
 */
function isTypedIn(element) {
  const { tagName, type, isContentEditable } = element ?? {};
  return isContentEditable === true || tagName === "TEXTAREA" || (tagName === "INPUT" && TYPED_IN.includes(type));
}
