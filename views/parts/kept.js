// What a page fetches over HTTP. In: an address that carries a checksum. Out: what lies there, kept for good.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

/**
 * What was fetched once is kept where the browser lets a page keep things: another content has another address.
 * @param {string} address
 * @returns {Promise<Response>} rejected where it does not arrive
 */
async function fetchKept(address) {
  const kept = await globalThis.caches?.open("row-by-row").catch(() => undefined);
  const known = await kept?.match(address);
  const answer = known ?? (await fetch(address));
  if (!answer.ok) throw new Error(`expected a file at ${address}, but got ${answer.status}`);
  if (!known) await kept?.put(address, answer.clone()).catch(() => {});
  return answer;
}

/** The JSON at an address; null where it cannot be had. @type {(address: string) => Promise<any>} */
async function jsonAt(address) {
  const answer = await fetchKept(address).catch(() => null);
  return answer?.json().catch(() => null) ?? null;
}
