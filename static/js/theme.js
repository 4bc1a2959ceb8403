// Runs before the page is painted, so that a dark page does not flash white first.
(() => {
  let wanted = null;
  try {
    wanted = localStorage.getItem("theme");
  } catch {
    // Storage may be forbidden by the browser's settings: the system's own choice is used then.
  }
  if (wanted !== "dark" && wanted !== "light") {
    wanted = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-bs-theme", wanted);
})();
