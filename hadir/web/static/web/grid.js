// The table of a month: arrow keys move between days and people, so that Tab need not pass six thousand cells.
const table = document.querySelector(".grid-table");
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] };

table?.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  const rows = Array.from(table.tBodies[0].rows);
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  if (!Number.isFinite(step[1])) {
    const links = cell.parentElement.querySelectorAll("td a");
    return move(event.target, step[1] < 0 ? links[0] : links[links.length - 1]);
  }
  do {
    row += step[0];
    column += step[1];
    const next = rows[row]?.cells[column];
    if (!next || next.tagName === "TH") return;
    const link = next.querySelector("a");
    if (link) return move(event.target, link);
  } while (true);
});

function move(from, to) {
  from.tabIndex = -1;
  to.tabIndex = 0;
  to.focus();
}
