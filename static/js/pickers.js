// Long choices: <select data-picker> searches what is on the page; <select data-picker-url="…"> asks the server with
// ?q=… and expects {"results": [{"id": "…", "text": "…", "note": "…"}]}.
import TomSelect from "tom-select/base";

const words = (text) => {
  const box = document.createElement("div");
  box.className = "no-results";
  box.textContent = text;
  return box;
};

function draw(className) {
  return (item) => {
    const row = document.createElement("div");
    row.className = className;
    row.textContent = item.text;
    if (item.note && className === "option") {
      const note = document.createElement("small");
      note.textContent = item.note;
      row.append(note);
    }
    return row;
  };
}

function load(select) {
  return async (query, done) => {
    const address = new URL(select.dataset.pickerUrl, window.location.href);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      done((await answer.json()).results);
    } catch {
      done([]);
    }
  };
}

export function watchPickers(root) {
  for (const select of root.querySelectorAll("select[data-picker], select[data-picker-url]")) {
    if (select.tomselect) continue;
    const label = select.labels?.[0]?.textContent.replace("*", "").trim() || select.getAttribute("aria-label") || "选择";
    select.setAttribute("aria-label", label);
    const remote = Boolean(select.dataset.pickerUrl);
    const picker = new TomSelect(select, {
      valueField: remote ? "id" : "value",
      labelField: "text",
      searchField: remote ? [] : ["text"],
      maxOptions: 200,
      loadThrottle: 250,
      preload: remote ? "focus" : false,
      load: remote ? load(select) : undefined,
      score: remote ? () => () => 1 : undefined,
      onType: remote ? () => picker.clearOptions() : undefined,
      placeholder: select.dataset.placeholder || "输入名称查找",
      render: {
        option: draw("option"),
        item: draw("item"),
        no_results: () => words("没有找到，请换个写法再试"),
        not_loading: () => null,
        loading: () => words("正在查找…"),
      },
    });
    picker.control_input.setAttribute("aria-label", label);
  }
}
