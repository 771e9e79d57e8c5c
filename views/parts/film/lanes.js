// Readings beside each other. In: what the server sends of them. Out: a film. The last file of its module.

const films = new WeakMap(); // shadow root -> Film

/** @param {{ data: any, parentElement: ShadowRoot }} component as Streamlit calls it */
export default function ({ data, parentElement }) {
  let film = films.get(parentElement);
  if (!film) {
    film = new Film(parentElement);
    films.set(parentElement, film);
  }
  const first = !film.data;
  film.show({ ...data, panels: data.panels.map((panel) => ({ ...panel, values: decode(panel.values) })) });
  if (first) film.begin();
  return () => {
    film.close();
    films.delete(parentElement);
  };
}
