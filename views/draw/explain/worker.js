// What takes longer than a frame, off the page's own thread: explanations of an image, and what is read of many. In:
// questions. Out: their answers. The engine stands before this file.

/** @type {any} */
let reader = null; // the network of the last question that brought one

addEventListener("message", ({ data: { network, ...question } }) => {
  reader = network ?? reader;
  postMessage(question.images ? digitsOf(question) : pushesOf(question));
});

/** Why it answers so. @param {{ image: Float32Array, digit: number, against: number }} question */
function pushesOf({ image, digit, against }) {
  return { attribution: integratedGradients(reader, image, digit, against), rows: rowOcclusion(reader, image) };
}

/** The answer to each image. @param {{ images: Float32Array, count: number, holds: Hold[] }} question */
function digitsOf({ images, count, holds }) {
  const beliefs = predict(reader, images, count, holds); // (count, 10)
  return Uint8Array.from({ length: count }, (_, n) => {
    const of = beliefs.subarray(10 * n, 10 * (n + 1));
    return of.indexOf(Math.max(...of));
  });
}
