// Everything a page does in the browser. Each part finds its elements by data attributes (see docs/interface.md), also
// in what htmx brings in later.
import Collapse from "bootstrap/js/dist/collapse";
import Dropdown from "bootstrap/js/dist/dropdown";
import Offcanvas from "bootstrap/js/dist/offcanvas";
import Tab from "bootstrap/js/dist/tab";
import { watchChips } from "./chips.js";
import { setUpConfirm } from "./confirm.js";
import { setUpDrafts, watchDrafts } from "./drafts.js";
import { showFinding } from "./finding.js";
import { watchPickers } from "./pickers.js";
import { setUpReveal } from "./reveal.js";
import { setUpSheets } from "./sheets.js";
import { setUpShell } from "./shell.js";
import { setUpStudio, watchStudio } from "./studio.js";
import { setUpTables, watchTables } from "./tables.js";
import { watchUploads } from "./uploads.js";

window.bootstrap = { Collapse, Dropdown, Offcanvas, Tab };

// The chart library is large: fetched by the first chart that a page shows.
function wantCharts(root) {
  if (!root.querySelector(".chart") || document.querySelector("script[data-charts]")) return;
  const source = document.querySelector("meta[name=charts-src]")?.content;
  if (!source) return;
  const script = document.createElement("script");
  script.src = source;
  script.dataset.charts = "";
  document.head.append(script);
}

function watch(root) {
  watchPickers(root);
  watchDrafts(root);
  watchUploads(root);
  watchTables(root);
  watchChips(root);
  watchStudio(root);
  wantCharts(root);
  const faulty = root.querySelector("[data-error-summary]");
  if (faulty) faulty.focus();
}

function start() {
  setUpShell();
  setUpConfirm();
  setUpDrafts();
  setUpTables();
  setUpSheets();
  setUpStudio();
  watch(document);
  setUpReveal();
  showFinding();
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) watch(event.target.parentElement || event.target);
  });
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
