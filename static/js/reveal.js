// Things that show while something happens: the busy bar of htmx, words for a failed request, the sign-in page when
// the session ran out, and buttons that must not be pressed twice.

function toast(text) {
  let place = document.querySelector(".toast-place");
  if (!place) {
    place = document.createElement("div");
    place.className = "toast-place";
    place.setAttribute("role", "alert");
    document.body.append(place);
  }
  const box = document.createElement("div");
  box.className = "toast-box";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.setAttribute("aria-label", "关闭");
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  place.append(box);
}

const REASONS = {
  400: "提交的内容有误，请检查后重试。",
  403: "您没有办理此事的权限，或页面已过期，请刷新后重试。",
  404: "内容不存在或不在您的管理范围内。",
  409: "内容已被他人修改，请刷新后重试。",
  413: "文件过大，请拆分后再上传。",
  429: "操作过于频繁，请稍后再试。",
};

export function setUpReveal() {
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) {
      window.location.reload();
      return;
    }
    toast(REASONS[status] || "系统暂时未能完成操作，请稍后再试；仍不行请联系管理员。");
  });
  document.addEventListener("htmx:sendError", () => toast("网络连接中断，填写的内容仍在页面上，请稍后再试。"));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-repeatable")) return;
    form.dataset.busy = "yes";
    form.setAttribute("aria-busy", "true");
  });
  // Back to a page kept by the browser: its forms may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-busy]")) {
      delete form.dataset.busy;
      form.removeAttribute("aria-busy");
    }
  });
}
