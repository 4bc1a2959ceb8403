// A link from the checks leads to the words concerned: ?find=… is sought in the text, chosen and brought into view.
import { surfaceOf } from "./chips.js";

const FIELD = "textarea#text";

export function showFinding() {
  const sought = new URLSearchParams(window.location.search).get("find");
  const text = sought && document.querySelector(FIELD);
  if (!text) return;
  const start = text.value.indexOf(sought);
  if (start < 0) return;
  surfaceOf(text)?.turn(false); // places are those of the plain text
  text.focus();
  text.dataset.touched = "";
  // Moving the cursor there first makes browsers scroll to it.
  text.setSelectionRange(start, start);
  const lines = text.value.slice(0, start).length / Math.max(text.value.length, 1);
  text.scrollTop = Math.max(0, lines * text.scrollHeight - text.clientHeight / 2);
  text.setSelectionRange(start, start + sought.length);
}
