// The frame of every page: dark mode, folded menu groups, printing, the search box's shortcut.
import { keep, recall } from "./storage.js";

const MENU_KEY = "menu-closed";

export function setUpShell() {
  document.addEventListener("click", (event) => {
    const themeButton = event.target.closest("[data-theme-toggle]");
    if (themeButton) switchTheme();
    if (event.target.closest("[data-print]")) window.print();
    const closer = event.target.closest("[data-dismiss]");
    if (closer) closer.closest(closer.dataset.dismiss)?.remove();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.querySelector("[data-global-search]");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  });
  labelThemeButtons();
  foldMenu();
  const active = document.querySelector(".sidebar [aria-current=page]");
  const list = active?.closest(".sidebar-menu");
  if (active && list && active.offsetTop > list.clientHeight - 80) list.scrollTop = active.offsetTop - list.clientHeight / 2;
}

function switchTheme() {
  const root = document.documentElement;
  const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
  root.setAttribute("data-bs-theme", next);
  keep("theme", next);
  labelThemeButtons();
  document.dispatchEvent(new CustomEvent("theme:changed", { detail: next }));
}

function labelThemeButtons() {
  const dark = document.documentElement.getAttribute("data-bs-theme") === "dark";
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    const label = dark ? "切换为浅色" : "切换为深色";
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}

function foldMenu() {
  const closed = new Set((recall(MENU_KEY) || "").split("\n").filter(Boolean));
  for (const group of document.querySelectorAll("details[data-menu-group]")) {
    const name = group.dataset.menuGroup;
    if (closed.has(name) && !group.querySelector("[aria-current=page]")) group.open = false;
    group.addEventListener("toggle", () => {
      if (group.open) closed.delete(name);
      else closed.add(name);
      keep(MENU_KEY, [...closed].join("\n"));
    });
  }
}
