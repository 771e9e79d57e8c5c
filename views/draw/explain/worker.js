// Explanations that take longer than a frame, off the page's own thread. In: questions. Out: their answers. The engine
// stands before this file.

/** @type {any} */
let reader = null; // the network of the last question that brought one

addEventListener("message", ({ data: { network, image, digit, against } }) => {
  reader = network ?? reader;
  const attribution = integratedGradients(reader, image, digit, against);
  const slope = inputGradient(reader, image, digit, against);
  postMessage({ attribution, slope, rows: rowOcclusion(reader, image) });
});
