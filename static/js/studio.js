// Writing a section of a paper: <form data-studio="address that saves">. Figures are inserted at the cursor; what is
// typed is saved after a pause, and told apart from what somebody else saved meanwhile. Without this script the form
// saves as any other.
import { surfaceOf } from "./chips.js";

const PAUSE = 3000;

function inserted(text, token) {
  const surface = surfaceOf(text);
  if (surface) return surface.insert(token);
  // Where nobody has put the cursor yet, a figure goes to the end.
  if (text.dataset.touched === undefined) text.setSelectionRange(text.value.length, text.value.length);
  const { selectionStart: start, selectionEnd: end } = text;
  text.focus();
  // Keeps the browser's own undo, which setRangeText does not.
  if (!document.execCommand("insertText", false, token)) text.setRangeText(token, start, end, "end");
  text.dispatchEvent(new Event("studio-inserted", { bubbles: true }));
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function setUp(form) {
  if (form.dataset.studioReady !== undefined) return;
  form.dataset.studioReady = "";
  const text = form.elements.text;
  const said = form.querySelector("[data-studio-said]");
  const state = { timer: 0, saving: false, again: false, stopped: false, composing: false, submit: false };

  const later = () => {
    if (state.stopped) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(save, PAUSE);
  };

  async function save() {
    if (state.composing || state.stopped) return later();
    if (state.saving) {
      state.again = true;
      return;
    }
    state.saving = true;
    said.textContent = "正在保存…";
    try {
      const answer = await fetch(form.dataset.studio, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!answer.headers.get("content-type")?.startsWith("application/json")) throw new Error("signed out");
      const result = await answer.json();
      said.textContent = result.said;
      if (result.taken) form.elements.base.value = result.revision;
      // Beside another's text there is nothing to save into until the two were put together.
      else if (answer.ok) state.stopped = true;
    } catch {
      said.textContent = "没有保存上，文字留在本页，恢复连接后继续保存。";
      later();
    } finally {
      state.saving = false;
      if (state.submit) {
        state.submit = false;
        form.requestSubmit();
      } else if (state.again) {
        state.again = false;
        later();
      }
    }
  }

  text.addEventListener("focus", () => (text.dataset.touched = ""));
  form.addEventListener("compositionstart", () => (state.composing = true));
  form.addEventListener("compositionend", () => {
    state.composing = false;
    later();
  });
  form.addEventListener("input", later);
  window.addEventListener("online", later);
  form.addEventListener(
    "submit",
    (event) => {
      clearTimeout(state.timer);
      if (state.saving) {
        // Its answer says on which text the sent one stands.
        event.preventDefault();
        event.stopImmediatePropagation();
        state.submit = true;
      } else state.stopped = true;
    },
    true,
  );
}

export function watchStudio(root) {
  root.querySelectorAll("form[data-studio]").forEach(setUp);
}

export function setUpStudio() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const form = button && document.querySelector("form[data-studio]");
    if (form) inserted(form.elements.text, button.dataset.insert);
  });
}
