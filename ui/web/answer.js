// Shows the markup that ui/web/markup.py made, and tells the page which source was clicked.
export default function ({ data, parentElement, setTriggerValue }) {
  const prose = parentElement.querySelector(".prose");
  if (prose.dataset.markup !== data.markup) {
    prose.innerHTML = data.markup;
    prose.dataset.markup = data.markup;
  }
  const open = (event) => {
    const source = event.target.closest("[data-open]");
    if (source) setTriggerValue("open", Number(source.dataset.open));
  };
  prose.onclick = open;
  prose.onkeydown = (event) => {
    if (event.key === "Enter") open(event);
  };
}
