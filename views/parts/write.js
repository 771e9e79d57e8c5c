// A text that changes only when it must: each change costs the page a layout, and is heard anew. In one module it stands
// before whoever writes.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its name.

/** @param {Element} place @param {string} text */
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
