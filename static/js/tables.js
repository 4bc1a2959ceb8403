// Tables: choice of columns (kept per table in this browser), choosing rows for batch buttons, forms that send
// themselves when a choice changes.
import { keep, recall } from "./storage.js";

const stored = (table) => `columns:${table.dataset.columnsKey}`;

function heads(table) {
  return [...(table.tHead?.rows[0]?.cells || [])];
}

function applyColumns(table) {
  const hidden = new Set((recall(stored(table)) || "").split(",").filter(Boolean));
  heads(table).forEach((head, index) => {
    const away = Boolean(head.dataset.column) && hidden.has(head.dataset.column);
    for (const row of table.rows) {
      const cell = row.cells[index];
      if (cell && row.cells.length === heads(table).length) cell.classList.toggle("col-hidden", away);
    }
  });
}

function buildMenu(holder, table) {
  holder.replaceChildren();
  const hidden = new Set((recall(stored(table)) || "").split(",").filter(Boolean));
  for (const head of heads(table)) {
    const name = head.dataset.column;
    if (!name) continue;
    const label = document.createElement("label");
    label.className = "dropdown-item";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "form-check-input m-0 me-2";
    box.checked = !hidden.has(name);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(name);
      else hidden.add(name);
      keep(stored(table), [...hidden].join(","));
      applyColumns(table);
    });
    label.append(box, head.dataset.columnTitle || head.textContent.trim());
    holder.append(label);
  }
}

function countChosen(table) {
  const boxes = [...table.querySelectorAll("tbody [data-row-check]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const all = table.querySelector("[data-check-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const scope = table.closest("[data-table-scope]") || document;
  for (const button of scope.querySelectorAll("[data-needs-rows]")) button.disabled = chosen === 0;
  for (const place of scope.querySelectorAll("[data-chosen-count]")) {
    place.textContent = chosen ? `已选 ${chosen} 条` : "";
  }
}

export function watchTables(root) {
  for (const table of root.querySelectorAll("table[data-columns-key]")) {
    applyColumns(table);
    const scope = table.closest("[data-table-scope]") || document;
    const holder = scope.querySelector("[data-column-menu]");
    if (holder) buildMenu(holder, table);
  }
  for (const table of root.querySelectorAll("table")) {
    if (table.querySelector("[data-check-all], [data-row-check]")) countChosen(table);
  }
}

export function setUpTables() {
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table");
    if (event.target.matches("[data-check-all]")) {
      for (const box of table.querySelectorAll("tbody [data-row-check]")) box.checked = event.target.checked;
      countChosen(table);
    } else if (event.target.matches("[data-row-check]")) {
      countChosen(table);
    }
    if (event.target.matches("[data-auto-submit]")) event.target.form?.requestSubmit();
    if (event.target.matches("select[data-go]") && event.target.value) window.location.assign(event.target.value);
  });
}
