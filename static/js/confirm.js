// Questions before something that cannot be taken back lightly, in the page's own dialog.
//
//   <button data-confirm="确定作废这条记录吗？" data-confirm-ok="作废"
//           data-confirm-field="reason" data-confirm-label="作废原因">
//
// on a submit button, a form or a link; hx-confirm uses the same dialog. With data-confirm-field a reason must be
// typed, and is sent as that field of the form.

/** Asks; resolves to null when refused, else to the typed reason ("" when none was asked for). */
export function ask({ question, ok = "确定", field = "", label = "原因", danger = true }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm-dialog";
    dialog.setAttribute("aria-labelledby", "confirm-question");
    const form = document.createElement("form");
    form.method = "dialog";
    const text = document.createElement("p");
    text.id = "confirm-question";
    text.className = "confirm-question";
    text.textContent = question;
    form.append(text);
    let reason = null;
    if (field) {
      const caption = document.createElement("label");
      caption.className = "form-label required";
      caption.htmlFor = "confirm-reason";
      caption.textContent = label;
      reason = document.createElement("textarea");
      reason.id = "confirm-reason";
      reason.className = "form-control";
      reason.rows = 3;
      reason.required = true;
      reason.maxLength = 500;
      form.append(caption, reason);
    }
    const foot = document.createElement("div");
    foot.className = "confirm-foot";
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "btn";
    cancel.textContent = "取消";
    const go = document.createElement("button");
    go.type = "submit";
    go.className = danger ? "btn btn-danger" : "btn btn-primary";
    go.textContent = ok;
    foot.append(cancel, go);
    form.append(foot);
    dialog.append(form);
    document.body.append(dialog);
    const finish = (answer) => {
      dialog.remove();
      resolve(answer);
    };
    cancel.addEventListener("click", () => finish(null));
    dialog.addEventListener("cancel", () => finish(null));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      finish(reason ? reason.value.trim() : "");
    });
    dialog.showModal();
    (reason || cancel).focus();
  });
}

function options(element) {
  return {
    question: element.dataset.confirm,
    ok: element.dataset.confirmOk,
    field: element.dataset.confirmField,
    label: element.dataset.confirmLabel,
    danger: element.dataset.confirmTone !== "plain",
  };
}

function putField(form, name, value) {
  let input = form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

export function setUpConfirm() {
  const answered = new WeakSet();
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (answered.has(form)) {
        answered.delete(form);
        return;
      }
      const asking = [event.submitter, form].find((element) => element?.dataset?.confirm);
      if (!asking) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      const answer = await ask(options(asking));
      if (answer === null) return;
      if (asking.dataset.confirmField) putField(form, asking.dataset.confirmField, answer);
      answered.add(form);
      form.requestSubmit(submitter || undefined);
    },
    true,
  );
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (!link) return;
    event.preventDefault();
    if ((await ask(options(link))) !== null) window.location.assign(link.href);
  });
  document.addEventListener("htmx:confirm", async (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    const answer = await ask({ ...options(event.target), question: event.detail.question });
    if (answer !== null) event.detail.issueRequest(true);
  });
}
