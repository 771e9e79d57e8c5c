// The gallery. In: the words of all tiles, the address of one picture of all test images, and the colours. Out: the test
// image that was clicked. Only the tiles in sight and those near them are in the page. Joined behind kept.js and atlas.js.

const WIDTH = 84; // CSS pixels of a tile at least; what is left of a line is shared among its tiles
const HEIGHT = 112; // CSS pixels of a tile
const galleries = new WeakMap(); // shadow root -> Gallery
const remembered = new Map(); // gallery key -> {list, top}, kept while another page is shown

/** @param {{ data: any, parentElement: ShadowRoot, setTriggerValue: (name: string, value: unknown) => void }} component as Streamlit calls it */
export default function ({ data, parentElement, setTriggerValue }) {
  let gallery = galleries.get(parentElement);
  if (!gallery) {
    gallery = new Gallery(parentElement);
    galleries.set(parentElement, gallery);
  }
  gallery.show(data, setTriggerValue);
  return () => {
    gallery.close();
    galleries.delete(parentElement);
  };
}

class Gallery {
  /** @type {any} as views/parts/gallery/__init__.py makes it */
  data;
  /** @type {(name: string, value: unknown) => void} */
  send;
  /** @type {HTMLElement} what scrolls */
  box;
  /** @type {HTMLElement} what holds the tiles */
  all;
  /** @type {ImageBitmap | null} all test images, once it has arrived */
  atlas = null;
  frame = 0; // the animation frame that is asked for

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.root = root;
    /** @type {(name: string) => any} the element of gallery.html that is called so */
    this.at = (name) => root.querySelector(`[data-at="${name}"]`);
    [this.box, this.all] = [this.at("box"), this.at("all")];
    this.tiles = new Map(); // place in the list -> its button, of those in the page
    this.active = 0; // the place that the keyboard is at
    this.columns = 1;
    this.closing = new AbortController();
    this.sizes = new ResizeObserver(() => this.layOut());
    this.sizes.observe(this.box);
    this.listen();
  }

  show(data, send) {
    const before = this.data;
    [this.data, this.send, this.chosen] = [data, send, data.chosen];
    this.colour(data.palette);
    this.fetchAtlas();
    this.at("gallery").style.height = `${data.height}px`;
    this.at("gallery").style.setProperty("--tile", `${HEIGHT}px`);
    this.at("nothing").textContent = data.nothing;
    this.at("nothing").hidden = data.tiles.indexes.length > 0;
    this.all.hidden = !this.at("nothing").hidden;
    if (!before || JSON.stringify(before.tiles) !== JSON.stringify(data.tiles)) this.begin();
    else this.draw();
  }

  // Another list begins at its top; the same one with other words, or after another page, stands where it was.
  begin() {
    const { key, list } = this.data;
    const place = remembered.get(key);
    const focused = this.root.activeElement;
    if (list !== this.list) this.active = 0;
    this.list = list;
    this.tiles.clear();
    this.all.replaceChildren();
    this.layOut(place?.list === list ? place.top : 0);
    if (focused) this.tiles.get(this.active)?.focus({ preventScroll: true });
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.closing.abort();
  }

  colour(palette) {
    Object.entries(palette).forEach(([name, colour]) => this.at("gallery").style.setProperty(`--${name}`, colour));
  }

  // A tile has its words until the picture is there, and keeps them alone where it does not arrive.
  async fetchAtlas() {
    const { address } = this.data.atlas;
    if (this.atlas || !address) return;
    try {
      const atlas = await atlasAt(address);
      if (this.closing.signal.aborted) return;
      this.atlas = atlas;
      this.draw();
    } catch {
      atlases.delete(address); // the next message tries again
    }
    this.at("missing").hidden = this.atlas !== null;
  }

  // ---- places --------------------------------------------------------------------------------------------------

  get count() {
    return this.data.tiles.indexes.length;
  }

  /** @param {number} [top] without it, the first line in sight stays in sight */
  layOut(top) {
    const width = this.box.clientWidth;
    if (!this.data || !width) return;
    const first = Math.floor(this.box.scrollTop / HEIGHT) * this.columns;
    const columns = Math.max(1, Math.floor(width / WIDTH));
    const moved = columns !== this.columns;
    this.columns = columns;
    this.all.style.height = `${Math.ceil(this.count / columns) * HEIGHT}px`;
    if (moved) this.tiles.forEach((tile, place) => this.put(tile, place));
    if (top !== undefined) this.box.scrollTop = top;
    else if (moved) this.box.scrollTop = Math.floor(first / columns) * HEIGHT;
    this.draw();
  }

  put(tile, place) {
    tile.style.width = `${100 / this.columns}%`;
    tile.style.left = `${(100 * (place % this.columns)) / this.columns}%`;
    tile.style.top = `${Math.floor(place / this.columns) * HEIGHT}px`;
  }

  // The places from one box's height above what is in sight to one below, and the one the keyboard is at.
  near() {
    const { scrollTop, clientHeight } = this.box;
    const from = Math.max(0, Math.floor((scrollTop - clientHeight) / HEIGHT) * this.columns);
    const to = Math.min(this.count, Math.ceil((scrollTop + 2 * clientHeight) / HEIGHT) * this.columns);
    const places = Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
    if (this.active < from) places.unshift(this.active);
    if (this.active >= to && this.active < this.count) places.push(this.active);
    return places;
  }

  // ---- tiles ---------------------------------------------------------------------------------------------------

  draw() {
    const near = this.near();
    const stay = new Set(near);
    this.tiles.forEach((tile, place) => {
      if (stay.has(place)) return;
      tile.remove();
      this.tiles.delete(place);
    });
    let next = null; // the tiles stand in the page in the order of the list
    near.reverse().forEach((place) => {
      if (!this.tiles.has(place)) {
        this.tiles.set(place, this.make(place));
        this.all.insertBefore(this.tiles.get(place), next);
      }
      next = this.tiles.get(place);
    });
    this.tiles.forEach((tile, place) => this.dress(tile, place));
    remembered.set(this.data.key, { list: this.list, top: this.box.scrollTop });
  }

  make(place) {
    const { indexes, captions, notes, given, sentences } = this.data.tiles;
    const tile = this.at("tile").content.firstElementChild.cloneNode(true);
    const [dot, caption, note] = ["i", "b", ".note"].map((name) => tile.querySelector(name));
    tile.dataset.index = indexes[place];
    tile.dataset.place = place;
    tile.title = sentences[place];
    tile.setAttribute("aria-label", sentences[place]);
    tile.setAttribute("aria-posinset", place + 1);
    tile.setAttribute("aria-setsize", this.count);
    caption.textContent = captions.different[captions.which[place]];
    note.textContent = notes.different[notes.which[place]];
    dot.hidden = given[place] === null;
    dot.style.background = this.data.palette.digits[given[place]];
    this.put(tile, place);
    return tile;
  }

  // What may change while a tile stands: its pixels, whether it is chosen, and whether Tab leads to it.
  dress(tile, place) {
    const index = this.data.tiles.indexes[place];
    const { palette, atlas } = this.data;
    tile.setAttribute("aria-selected", index === this.chosen);
    tile.tabIndex = place === this.active ? 0 : -1;
    const painted = `${palette.ink} on ${palette.ground}`;
    if (!this.atlas || tile.dataset.painted === painted) return;
    paintFrom(this.atlas, tile.querySelector("canvas"), index, atlas.across, palette);
    tile.dataset.painted = painted;
  }

  // ---- hands ---------------------------------------------------------------------------------------------------

  listen() {
    const on = (element, type, act) => element.addEventListener(type, act, { signal: this.closing.signal });
    const placeOf = (event) => Number(event.target.closest("button")?.dataset.place ?? -1);
    on(this.box, "scroll", () => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    });
    on(this.all, "click", (event) => this.choose(placeOf(event)));
    on(this.all, "focusin", (event) => this.activate(placeOf(event)));
    on(this.all, "keydown", (event) => this.press(event));
  }

  press(event) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / HEIGHT)) * this.columns;
    const to = {
      ArrowLeft: this.active - 1,
      ArrowRight: this.active + 1,
      ArrowUp: this.active - this.columns,
      ArrowDown: this.active + this.columns,
      PageUp: this.active - page,
      PageDown: this.active + page,
      Home: 0,
      End: this.count - 1,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    this.goTo(Math.min(this.count - 1, Math.max(0, to)));
  }

  // Moves the keyboard to a place and brings its line into sight.
  goTo(place) {
    const top = Math.floor(place / this.columns) * HEIGHT;
    const { scrollTop, clientHeight } = this.box;
    this.box.scrollTop = Math.min(top, Math.max(scrollTop, top + HEIGHT - clientHeight));
    this.activate(place);
    this.tiles.get(place).focus({ preventScroll: true });
  }

  activate(place) {
    if (place === this.active) return;
    this.active = place;
    this.draw();
  }

  choose(place) {
    if (place < 0) return;
    this.activate(place);
    const index = this.data.tiles.indexes[place];
    if (index === this.chosen) return;
    this.chosen = index;
    this.draw();
    this.send("choice", index);
  }
}
