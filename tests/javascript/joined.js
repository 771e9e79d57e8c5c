// Modules as the page gets them: views/ joins several files into one, so that they share their names without a build.

import { readFileSync } from "node:fs";

/** What reads: the engine without what explains. */
export const READS = ["unpack", "cells", "read", "image", "assembly", "product", "batch"].map(
  (each) => `engine/${each}.js`,
);

const VIEWS = new URL("../../views/", import.meta.url);

/**
 * The names of several files in one module.
 * @param {string[]} paths of the files in views/, in their order
 * @param {string[]} names what the test wants of them
 * @returns {Promise<any>}
 */
export function joined(paths, names) {
  const sources = paths.map((path) => readFileSync(new URL(path, VIEWS), "utf8"));
  const module = `${sources.join("")}\nexport { ${names.join(", ")} };`;
  return import(`data:text/javascript;base64,${Buffer.from(module).toString("base64")}`);
}
