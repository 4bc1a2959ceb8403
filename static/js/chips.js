// Figures as chips: where scripts run, the text of a section is written in a surface that shows each token {{…}} with its
// value. What is stored stays plain text: every change is written back into the textarea, which the form sends.
//
//   <div data-chips="address of the values" data-chip-panel="address of the panel"> <textarea> </div>
//
// The browser's own undo, composition and selection are left alone: chips come and go by execCommand, and only what a
// chip shows is changed behind its back.
const TOKEN = /\{\{[^{}]*\}\}/g;
const PAUSE = 300;
const NOTHING = "\u200b"; // stands before a chip that begins a line: only so has the cursor a place there

function chip(token, known) {
  const made = document.createElement("span");
  made.className = "figure-chip";
  made.contentEditable = "false";
  made.dataset.token = token;
  made.tabIndex = 0;
  made.setAttribute("role", "button");
  show(made, known);
  return made;
}

function show(made, known) {
  const said = known?.said || (known ? made.dataset.token : "…");
  if (made.textContent !== said) made.textContent = said;
  made.classList.toggle("chip-trouble", Boolean(known?.trouble));
  const what = `${known?.label || made.dataset.token} ${known?.said || known?.trouble || ""}`.trim();
  made.setAttribute("aria-label", `${what}，数字，按回车查看`);
  made.title = known?.trouble || known?.label || "";
}

// The plain text of nodes: chips as their tokens, breaks and blocks as new lines.
export function plain(node) {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.nodeValue.replace(/\u00a0/g, " ").replaceAll(NOTHING, "");
    else if (child.nodeName === "BR") text += "\n";
    else if (child.dataset?.token !== undefined) text += child.dataset.token;
    else if (child.nodeType === Node.ELEMENT_NODE) {
      const block = child.nodeName === "DIV" || child.nodeName === "P";
      if (block && text && !text.endsWith("\n")) text += "\n";
      text += plain(child);
      if (block && child.nextSibling && !text.endsWith("\n")) text += "\n";
    }
  }
  return text;
}

// Plain text as nodes: tokens as chips, new lines as breaks.
function nodes(text, known, begins = true) {
  const made = document.createDocumentFragment();
  text.split("\n").forEach((line, place) => {
    if (place) made.append(document.createElement("br"));
    let at = 0;
    for (const match of line.matchAll(TOKEN)) {
      if (match.index > at) made.append(line.slice(at, match.index));
      else if (!match.index && (place || begins)) made.append(NOTHING);
      made.append(chip(match[0], known.get(match[0])));
      at = match.index + match[0].length;
    }
    if (at < line.length) made.append(line.slice(at));
  });
  return made;
}

class Surface {
  constructor(box) {
    this.box = box;
    this.text = box.querySelector("textarea");
    this.form = box.closest("form");
    this.known = new Map();
    this.composing = false;
    this.timer = 0;
    this.asked = 0;
    this.range = null; // where the cursor was last, for figures that are inserted from elsewhere
    this.surface = document.createElement("div");
    this.surface.className = "form-control studio-text studio-surface";
    this.surface.contentEditable = "true";
    this.surface.spellcheck = false;
    this.surface.setAttribute("role", "textbox");
    this.surface.setAttribute("aria-multiline", "true");
    const label = this.form.querySelector(`label[for="${this.text.id}"]`);
    label.id ||= `${this.text.id}-label`;
    this.surface.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => this.on && this.surface.focus());
    this.toggle = document.createElement("button");
    this.toggle.type = "button";
    this.toggle.className = "btn btn-sm studio-toggle";
    this.toggle.addEventListener("click", () => this.turn(!this.on));
    label.before(this.toggle);
    this.text.after(this.surface);
    this.listen();
    this.turn(true);
  }

  turn(on) {
    this.on = on;
    this.surface.hidden = !on;
    this.text.hidden = on;
    this.toggle.textContent = on ? "显示原文" : "显示数字";
    if (on) this.render();
    else this.close();
  }

  render() {
    this.surface.replaceChildren(nodes(this.text.value, this.known));
    this.range = null;
    this.ask();
  }

  listen() {
    const { surface } = this;
    surface.addEventListener("compositionstart", () => (this.composing = true));
    surface.addEventListener("compositionend", () => {
      this.composing = false;
      this.changed();
    });
    surface.addEventListener("input", () => this.changed());
    surface.addEventListener("beforeinput", (event) => this.before(event));
    surface.addEventListener("paste", (event) => {
      event.preventDefault();
      this.put(event.clipboardData.getData("text/plain"));
    });
    for (const kind of ["copy", "cut"]) surface.addEventListener(kind, (event) => this.take(event, kind === "cut"));
    surface.addEventListener("keydown", (event) => this.key(event));
    surface.addEventListener("click", (event) => {
      const chosen = event.target.closest(".figure-chip");
      if (!chosen) return;
      surface.focus();
      this.beside(chosen);
      this.open(chosen);
    });
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      if (!selection.rangeCount || !surface.contains(selection.anchorNode)) return;
      if (!this.inChip(selection.anchorNode)) this.range = selection.getRangeAt(0).cloneRange();
      else this.leave();
    });
    // A draft of this browser was put back into the textarea.
    this.text.addEventListener("change", () => this.on && this.text.value !== plain(surface) && this.render());
    document.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-chip-choice]");
      if (choice) this.choose(choice.dataset.chipChoice);
      else if (event.target.closest("[data-chip-close]")) this.close(true);
    });
    document.addEventListener("change", (event) => {
      if (event.target.matches("[data-chip-choices]")) this.choose(event.target.value);
    });
  }

  // Nothing can be typed within a chip: the cursor stands before or behind it.
  leave() {
    const { anchorNode, anchorOffset, isCollapsed } = document.getSelection();
    const within = anchorNode && this.surface.contains(anchorNode) && this.inChip(anchorNode);
    if (within && isCollapsed && document.activeElement === this.surface && !this.composing)
      this.beside(within, anchorOffset === 0);
  }

  inChip(node) {
    return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".figure-chip");
  }

  before(event) {
    if (event.inputType.startsWith("format")) event.preventDefault();
    else if (event.inputType === "insertParagraph") {
      event.preventDefault();
      document.execCommand("insertLineBreak");
    } else if (event.inputType === "insertFromDrop") {
      event.preventDefault();
      const [at] = event.getTargetRanges();
      const text = event.dataTransfer?.getData("text/plain");
      if (at && text) {
        document.getSelection().setBaseAndExtent(at.startContainer, at.startOffset, at.endContainer, at.endOffset);
        this.put(text);
      }
    }
  }

  key(event) {
    if (event.isComposing) return;
    const chosen = event.target.closest(".figure-chip");
    if (!chosen) return this.leave();
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(chosen, true);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      event.preventDefault();
      this.select(chosen);
      document.execCommand("delete");
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      this.surface.focus();
      this.beside(chosen, event.key === "ArrowLeft");
    } else if (!["Tab", "Shift", "Control", "Meta", "Alt", "Escape"].includes(event.key)) {
      // What is typed on a chip goes behind it; 全选, 复制 and 撤销 are of the text.
      this.surface.focus();
      this.beside(chosen);
    }
  }

  beside(chosen, before = false) {
    const range = document.createRange();
    if (before) range.setStartBefore(chosen);
    else range.setStartAfter(chosen);
    range.collapse(true);
    this.set(range);
  }

  set(range) {
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  select(chosen) {
    this.surface.focus();
    const range = document.createRange();
    range.selectNode(chosen);
    this.set(range);
  }

  take(event, cut) {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", plain(selection.getRangeAt(0).cloneContents()));
    if (cut) document.execCommand("delete");
  }

  // Text at the cursor or for what is selected, its tokens as chips, so that the browser can undo it.
  put(text) {
    this.room();
    const holder = document.createElement("div");
    holder.append(nodes(text.replace(/\r\n?/g, "\n"), this.known, this.begins()));
    document.execCommand("insertHTML", false, holder.innerHTML);
    // Chromium leaves the cursor within the last chip.
    const last = this.inChip(document.getSelection().anchorNode);
    if (last) this.beside(last);
  }

  // Chromium swallows the break behind what is inserted at the end of a line, so that the end is moved on first.
  room() {
    const range = document.getSelection().getRangeAt(0).cloneRange();
    const { endContainer: node, endOffset: at } = range;
    const rest = document.createRange();
    rest.selectNodeContents(this.surface);
    rest.setStart(node, at);
    if (!plain(rest.cloneContents()).startsWith("\n")) return;
    const { startContainer, startOffset } = range;
    range.collapse(false);
    this.set(range);
    document.execCommand("insertText", false, NOTHING);
    document.getSelection().setBaseAndExtent(startContainer, startOffset, node, at);
  }

  // Whether the selection begins at the beginning of a line.
  begins() {
    const { startContainer: node, startOffset: at } = document.getSelection().getRangeAt(0);
    const above = document.createRange();
    above.setStart(this.surface, 0);
    above.setEnd(node, at);
    return /(^|\n)$/.test(plain(above.cloneContents()));
  }

  insert(token) {
    const range = this.range;
    const here = document.activeElement === this.surface && document.getSelection().rangeCount;
    this.surface.focus();
    this.leave();
    if (!here && range && this.surface.contains(range.startContainer)) this.set(range);
    else if (!here) {
      const end = document.createRange();
      end.selectNodeContents(this.surface);
      end.collapse(false);
      this.set(end);
    }
    this.put(token);
  }

  changed() {
    if (!this.composing) this.recognise();
    const now = plain(this.surface).replace(/\n+$/, "");
    if (now !== this.text.value) {
      this.text.value = now;
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (!this.composing) this.ask();
  }

  // A token that was typed by hand becomes a chip as soon as it is closed.
  recognise() {
    const selection = document.getSelection();
    const node = selection.anchorNode;
    if (!selection.isCollapsed || node?.nodeType !== Node.TEXT_NODE || !this.surface.contains(node)) return;
    const typed = node.nodeValue.slice(0, selection.anchorOffset).match(/\{\{[^{}]*\}\}$/);
    if (!typed || this.inChip(node)) return;
    const range = document.createRange();
    range.setStart(node, selection.anchorOffset - typed[0].length);
    range.setEnd(node, selection.anchorOffset);
    this.set(range);
    this.put(typed[0]);
  }

  ask() {
    const chips = [...this.surface.querySelectorAll(".figure-chip")];
    for (const one of chips) show(one, this.known.get(one.dataset.token));
    if (chips.every((one) => this.known.has(one.dataset.token))) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), this.asked ? PAUSE : 0);
  }

  async fetch() {
    const turn = ++this.asked;
    try {
      const answer = await fetch(this.box.dataset.chips, { method: "POST", body: new FormData(this.form) });
      if (!answer.ok) return;
      for (const [token, known] of Object.entries((await answer.json()).chips)) this.known.set(token, known);
    } catch {
      return; // without a connection a chip shows what it last knew
    }
    if (turn !== this.asked || this.composing) return;
    for (const one of this.surface.querySelectorAll(".figure-chip")) show(one, this.known.get(one.dataset.token));
  }

  async open(chosen, focus = false) {
    this.chosen?.classList.remove("chip-chosen");
    this.chosen = chosen;
    chosen.classList.add("chip-chosen");
    const panel = document.getElementById("chip-panel");
    panel.hidden = false;
    const address = `${this.box.dataset.chipPanel}?token=${encodeURIComponent(chosen.dataset.token)}`;
    await window.htmx.ajax("GET", address, { target: panel, swap: "innerHTML" });
    if (focus) panel.querySelector("button, a")?.focus();
    panel.scrollIntoView({ block: "nearest" });
  }

  choose(token) {
    if (!this.chosen?.isConnected) return this.close();
    if (token === this.chosen.dataset.token) return;
    const before = new Set(this.surface.querySelectorAll(".figure-chip"));
    this.select(this.chosen);
    this.put(token);
    const made = [...this.surface.querySelectorAll(".figure-chip")].find((one) => !before.has(one));
    if (made) this.open(made);
  }

  close(back = false) {
    this.chosen?.classList.remove("chip-chosen");
    if (back) this.chosen?.focus();
    this.chosen = null;
    const panel = document.getElementById("chip-panel");
    if (panel) panel.hidden = true;
  }
}

const surfaces = new WeakMap();

export function watchChips(root) {
  for (const box of root.querySelectorAll("[data-chips]")) if (!surfaces.has(box)) surfaces.set(box, new Surface(box));
}

// The surface that stands for a textarea just now, if one does.
export function surfaceOf(text) {
  const surface = surfaces.get(text.closest("[data-chips]"));
  return surface?.on ? surface : null;
}
