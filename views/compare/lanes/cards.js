// A card for each network, and the finding above them. In: what the lanes tell. It stands in the page itself, not in a shadow.

const shown = new WeakMap(); // parent -> Cards

/** @param {{ data: any, parentElement: HTMLElement }} component as Streamlit calls it */
export default function ({ data, parentElement }) {
  const cards = shown.get(parentElement) ?? new Cards(parentElement);
  shown.set(parentElement, cards);
  cards.dress(data.palette);
  return () => {
    cards.close();
    shown.delete(parentElement);
  };
}

class Cards {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    /** @type {(name: string) => any} */
    this.at = (name) => parent.querySelector(`[data-at="${name}"]`);
    this.closing = new AbortController();
    const heard = (event) => this.show(event.detail);
    addEventListener("row-by-row-lanes", /** @type {any} */ (heard), { signal: this.closing.signal });
  }

  dress(palette) {
    this.palette = palette;
    const told = /** @type {any} */ (globalThis).rowByRowLanes;
    if (told) this.show(told);
  }

  show({ cards, finding, isLive }) {
    write(this.at("finding"), finding);
    if (!isLive) write(this.at("spoken"), finding);
    const place = this.at("cards");
    while (place.children.length > cards.length) place.lastElementChild.remove();
    while (place.children.length < cards.length) place.append(this.at("card").content.cloneNode(true));
    cards.forEach(({ name, digit, state, way }, k) => {
      const card = place.children[k];
      [name, digit, state, way].forEach((text, part) => write(card.children[part], text));
      card.style.borderTopColor = this.palette.digits[digit] ?? this.palette.line;
    });
  }

  close() {
    this.closing.abort();
  }
}
