// Moving between the cells of a roster by arrows, and filling a row to the right. The table works without this file.
const table = document.querySelector("[data-roster]");

function cellAt(row, column) {
  return row?.cells[column]?.querySelector("input") ?? null;
}

function step(input, rows, columns) {
  const cell = input.closest("td");
  let row = cell.parentElement;
  let column = cell.cellIndex;
  // Days on which somebody serves elsewhere have no field: pass over them.
  for (let tries = 0; tries < 40; tries += 1) {
    for (let n = 0; n < Math.abs(rows); n += 1) row = rows > 0 ? row?.nextElementSibling : row?.previousElementSibling;
    column += columns;
    if (!row || column < 1 || column >= row.cells.length) return;
    const next = cellAt(row, column);
    if (next) {
      next.focus();
      next.select();
      return;
    }
  }
}

const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0] };

table?.addEventListener("keydown", (event) => {
  const input = event.target.closest("input");
  if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
  const atStart = input.selectionStart === 0;
  const atEnd = input.selectionEnd === input.value.length;
  let move = MOVES[event.key];
  if (event.key === "ArrowLeft" && atStart) move = [0, -1];
  if (event.key === "ArrowRight" && atEnd) move = [0, 1];
  if (!move) return;
  event.preventDefault(); // Enter must not send a half-filled table
  step(input, ...move);
});

table?.addEventListener("input", (event) => {
  const input = event.target.closest("input");
  if (!input) return;
  const place = input.selectionStart;
  input.value = input.value.toUpperCase();
  input.setSelectionRange(place, place);
});
