// The answer beside the canvas. In: the moments that a reading tells of. Out: the digit, how sure it is, ten thin bars.
// It stands in the page itself, not in a shadow: the digit alone is the first line of its text.

const answers = new WeakMap(); // parent -> Answer

/** @param {{ data: any, parentElement: HTMLElement }} component as Streamlit calls it */
export default function ({ data, parentElement }) {
  const answer = answers.get(parentElement) ?? new Answer(parentElement);
  answers.set(parentElement, answer);
  answer.dress(data.palette);
  return () => {
    answer.close();
    answers.delete(parentElement);
  };
}

class Answer {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    /** @type {(name: string) => any} */
    this.at = (name) => parent.querySelector(`[data-at="${name}"]`);
    this.bars = [...this.at("bars").children];
    this.closing = new AbortController();
    const heard = (event) => this.show(event.detail);
    addEventListener("row-by-row", /** @type {any} */ (heard), { signal: this.closing.signal });
    const told = /** @type {any} */ (globalThis).rowByRow;
    if (told) this.show(told);
  }

  dress(palette) {
    this.bars.forEach((bar, digit) => bar.style.setProperty("--digit", palette.digits[digit]));
    this.at("answer").style.setProperty("--quiet", palette.quiet);
  }

  show({ verdict, bars, told, row, isLast, isResting, isBlank }) {
    const words = {
      digit: verdict.digit || verdict.sentence,
      state: verdict.state,
      second: verdict.second,
      when: isBlank ? "" : isLast ? "after the last row" : `after row ${row}`,
    };
    for (const [name, text] of Object.entries(words)) write(this.at(name), text);
    Object.assign(this.at("answer").dataset, {
      kind: verdict.digit ? "digit" : "sentence",
      when: isLast ? "end" : "before",
    });
    const best = bars.indexOf(Math.max(...bars));
    this.bars.forEach((bar, digit) => {
      const share = isBlank ? 0 : bars[digit];
      bar.children[1].firstElementChild.style.transform = `scaleX(${share})`;
      write(bar.children[2], isBlank ? "" : told[digit]);
      bar.classList.toggle("best", digit === best && !isBlank);
    });
    if (isResting) write(this.at("spoken"), `${words.digit} ${words.state}`);
  }

  close() {
    this.closing.abort();
  }
}
