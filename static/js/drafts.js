// Keeps what was typed into a form: <form data-draft="members.member.create">.
//
// The draft lies in this browser alone, under the user's own key, for seven days. It is offered again, never put back
// unasked. It goes when the form was accepted (the next page no longer shows it), when it is thrown away, and on
// signing out. Passwords, files, hidden inputs and everything marked data-sensitive (the input or a parent of it) are
// never kept: identity numbers, phones, illnesses do not belong in a browser's storage.
import { forget, keep, keysStartingWith, owner, recall } from "./storage.js";

const DAYS = 7;
const PREFIX = "draft:";
const SENT = "draft-sent:";
const keyOf = (form) => `${PREFIX}${owner()}:${form.dataset.draft}`;

function kept(form) {
  return [...form.elements].filter(
    (input) =>
      input.name &&
      !input.disabled &&
      !["password", "file", "hidden", "submit", "button", "reset"].includes(input.type) &&
      !input.closest("[data-sensitive]"),
  );
}

function read(form) {
  const values = {};
  for (const input of kept(form)) {
    const list = (values[input.name] ??= []);
    if (input.type === "checkbox" || input.type === "radio") {
      if (input.checked) list.push(input.value);
    } else if (input.multiple) {
      list.push(...[...input.selectedOptions].map((option) => option.value));
    } else {
      list.push(input.value);
    }
  }
  return values;
}

function write(form, values) {
  const turn = {};
  for (const input of kept(form)) {
    const list = values[input.name];
    if (!list) continue;
    if (input.type === "checkbox" || input.type === "radio") {
      input.checked = list.includes(input.value);
    } else if (input.tomselect) {
      input.tomselect.setValue(input.multiple ? list : list[0] || "");
    } else if (input.multiple) {
      for (const option of input.options) option.selected = list.includes(option.value);
    } else {
      const at = (turn[input.name] = (turn[input.name] ?? -1) + 1);
      if (list[at] !== undefined) input.value = list[at];
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function stored(form) {
  try {
    const draft = JSON.parse(recall(keyOf(form)) || "null");
    if (draft && Date.now() - draft.at < DAYS * 86400e3) return draft;
  } catch {
    // A draft that cannot be read is no draft.
  }
  return null;
}

function offer(form, draft) {
  const bar = document.createElement("div");
  bar.className = "draft-bar";
  bar.setAttribute("role", "status");
  const when = new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
  const text = document.createElement("span");
  text.textContent = `本机保存着您 ${when} 未提交的内容（不含证件号码等敏感信息）。`;
  const use = document.createElement("button");
  use.type = "button";
  use.className = "btn btn-sm";
  use.textContent = "恢复";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-sm";
  drop.textContent = "不用了";
  use.addEventListener("click", () => {
    write(form, draft.values);
    bar.remove();
  });
  drop.addEventListener("click", () => {
    forget(keyOf(form));
    bar.remove();
  });
  bar.append(text, use, drop);
  form.prepend(bar);
}

function watch(form) {
  if (form.dataset.draftWatched) return;
  form.dataset.draftWatched = "yes";
  const first = JSON.stringify(read(form));
  const draft = stored(form);
  if (draft && JSON.stringify(draft.values) !== first) offer(form, draft);
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const values = read(form);
    if (JSON.stringify(values) !== first) keep(keyOf(form), JSON.stringify({ at: Date.now(), values }));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 600);
  });
  window.addEventListener("pagehide", () => timer && save());
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    save();
    keep(`${SENT}${owner()}`, keyOf(form));
  });
}

export function watchDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) watch(form);
}

export function setUpDrafts() {
  // Signed in and the form that was sent is not shown again: it was accepted. A page without a user (signing in, an
  // error) says that it was not, so a draft outlives a session that ran out, wherever signing in leads to.
  if (document.body.dataset.user) {
    const sent = recall(`${SENT}${owner()}`);
    const shown = [...document.querySelectorAll("form[data-draft]")].some((form) => keyOf(form) === sent);
    if (sent && !shown) forget(sent);
  }
  for (const key of keysStartingWith(SENT)) forget(key);
  for (const key of keysStartingWith(PREFIX)) {
    try {
      if (Date.now() - JSON.parse(recall(key)).at > DAYS * 86400e3) forget(key);
    } catch {
      forget(key);
    }
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-sign-out]")) return;
    for (const key of keysStartingWith(`${PREFIX}${owner()}:`)) forget(key);
  });
}
