// All test images in one picture. In: its address, and an image's number. Out: that image on a canvas. Joined behind kept.js.
//
// biome-ignore-all lint/correctness/noUnusedVariables: the files that are joined to this one use its names.

const SIDE = 28;
const atlases = new Map(); // address -> a promise of the picture there, which all who show it share

/** @param {string} address @returns {Promise<ImageBitmap>} rejected where the picture does not arrive or is none */
function atlasAt(address) {
  const picture = async () => createImageBitmap(await (await fetchKept(address)).blob());
  if (!atlases.has(address)) atlases.set(address, picture());
  return atlases.get(address);
}

/**
 * An image of the atlas, whose opacity is the ink, in the page's colours.
 * @param {ImageBitmap} atlas
 * @param {HTMLCanvasElement} canvas of 28 × 28 pixels
 * @param {number} index of the image
 * @param {number} across images in a line of the atlas
 * @param {{ ground: string, ink: string }} colours
 */
function paintFrom(atlas, canvas, index, across, { ground, ink }) {
  const [column, line] = [index % across, Math.floor(index / across)];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.globalCompositeOperation = "copy";
  pen.drawImage(atlas, column * SIDE, line * SIDE, SIDE, SIDE, 0, 0, SIDE, SIDE);
  for (const [colour, operation] of /** @type {[string, GlobalCompositeOperation][]} */ ([
    [ink, "source-in"],
    [ground, "destination-over"],
  ])) {
    pen.globalCompositeOperation = operation;
    pen.fillStyle = colour;
    pen.fillRect(0, 0, SIDE, SIDE);
  }
}
