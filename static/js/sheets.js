// A form drawn as a table: arrow keys move between its cells, and the chosen one is marked.
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function place(cell) {
  const [, , row, column] = cell.id.split("-").map(Number);
  return [row, column];
}

/** The nearest cell in a direction: along the row or column, else the next one that lies that way. */
function next(cell, [down, right]) {
  const [row, column] = place(cell);
  let best = null;
  let least = Infinity;
  for (const other of cell.closest("[data-sheet]").querySelectorAll("[data-cell]")) {
    const [r, c] = place(other);
    const along = down ? (r - row) * down : (c - column) * right;
    const aside = Math.abs(down ? c - column : r - row);
    const distance = along + aside * 50;
    if (along > 0 && distance < least) [best, least] = [other, distance];
  }
  return best;
}

function choose(cell) {
  for (const other of cell.closest("[data-sheet]").querySelectorAll("[data-cell][aria-current]")) {
    other.removeAttribute("aria-current");
  }
  cell.setAttribute("aria-current", "true");
}

export function setUpSheets() {
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-cell]");
    const way = KEYS[event.key];
    if (!cell || !way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    next(cell, way)?.focus();
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest?.("[data-cell]");
    if (cell) choose(cell);
  });
  // On a narrow screen the panel stands below the sheet: it comes into sight when a cell was chosen there.
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = document.getElementById("cell-panel");
    const source = event.detail.requestConfig?.elt;
    if (!panel || !source?.matches?.("[data-cell]")) return;
    if (panel.getBoundingClientRect().top > window.innerHeight - 160) panel.scrollIntoView({ block: "start" });
  });
}
