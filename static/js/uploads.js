// A file input with a place to drop files onto: <div class="dropzone" data-dropzone data-max-mb="20">.

function describe(file) {
  const mb = file.size / 1048576;
  return `${file.name}（${mb < 0.1 ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${mb.toFixed(1)} MB`}）`;
}

function complaint(zone, input, files) {
  const kinds = (input.accept || "")
    .split(",")
    .map((kind) => kind.trim().toLowerCase())
    .filter((kind) => kind.startsWith("."));
  const limit = Number(zone.dataset.maxMb) || 0;
  for (const file of files) {
    if (kinds.length && !kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) {
      return `“${file.name}”的格式不支持，请选择 ${kinds.join("、")} 文件。`;
    }
    if (limit && file.size > limit * 1048576) return `“${file.name}”超过 ${limit} MB，请拆分后再上传。`;
    if (file.size === 0) return `“${file.name}”是空文件，请检查后重新选择。`;
  }
  return "";
}

function show(zone, input) {
  const place = zone.querySelector("[data-dropzone-file]");
  const files = [...input.files];
  const problem = complaint(zone, input, files);
  input.setCustomValidity(problem);
  zone.classList.toggle("is-invalid", Boolean(problem));
  zone.classList.toggle("has-file", files.length > 0 && !problem);
  if (place) {
    place.textContent = problem || (files.length ? `已选择：${files.map(describe).join("、")}` : "");
  }
}

export function watchUploads(root) {
  for (const zone of root.querySelectorAll("[data-dropzone]")) {
    if (zone.dataset.ready) continue;
    const input = zone.querySelector("input[type=file]");
    if (!input) continue;
    zone.dataset.ready = "yes";
    input.addEventListener("change", () => show(zone, input));
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    }
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      if (!input.multiple && event.dataTransfer.files.length > 1) {
        const one = new DataTransfer();
        one.items.add(event.dataTransfer.files[0]);
        input.files = one.files;
      } else {
        input.files = event.dataTransfer.files;
      }
      show(zone, input);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
