// Draws every <div class="chart" data-chart="id of a json_script"> and <div class="chart" data-chart-url="…">.
//
// The option comes from the server as plain data. Fonts and colours are the page's, so that a chart follows dark mode.
// A data item with a "url" opens it when clicked; a chart holder with data-table gets its figures as a table below.
import { echarts } from "./echarts.js";

const FONT =
  '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const drawn = new Map();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function theme() {
  const ink = colour("--chart-ink");
  const soft = colour("--chart-soft");
  const line = colour("--chart-line");
  const palette = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => colour(`--chart-${at}`));
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: soft, fontFamily: FONT },
    nameTextStyle: { color: soft, fontFamily: FONT },
    splitLine: { lineStyle: { color: line } },
  };
  return {
    color: palette,
    backgroundColor: "transparent",
    textStyle: { fontFamily: FONT, color: ink },
    title: { textStyle: { color: ink, fontSize: 14 }, subtextStyle: { color: soft } },
    legend: { textStyle: { color: ink, fontFamily: FONT }, inactiveColor: line, pageTextStyle: { color: soft } },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    tooltip: {
      backgroundColor: colour("--chart-tip"),
      borderColor: line,
      textStyle: { color: ink, fontFamily: FONT, fontSize: 13 },
    },
    bar: { barMaxWidth: 28, itemStyle: { borderRadius: [3, 3, 0, 0] } },
    line: { symbolSize: 6, lineStyle: { width: 2 } },
    pie: { label: { color: ink }, itemStyle: { borderColor: colour("--chart-paper"), borderWidth: 2 } },
  };
}

function prepared(option) {
  const tooltip = Array.isArray(option.tooltip) ? option.tooltip : [option.tooltip || {}];
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    ...option,
    aria: { enabled: true, ...(option.aria || {}) },
    tooltip: tooltip.map((one) => ({ confine: true, ...one, renderMode: "richText" })),
  };
}

/** Slanted names of many categories would lie over each other on a phone: there they stand upright. */
function fitted(option, width) {
  const label = option.xAxis?.axisLabel;
  if (!label?.rotate || width >= 480) return option;
  return { ...option, xAxis: { ...option.xAxis, axisLabel: { ...label, rotate: 90 } } };
}

function paint(holder, option) {
  drawn.get(holder)?.dispose();
  const chart = echarts.init(holder, theme(), { renderer: "svg", locale: "ZH" });
  chart.setOption(prepared(fitted(option, holder.clientWidth)));
  chart.on("click", (event) => {
    const url = event.data?.url;
    if (url) window.location.assign(url);
  });
  holder.chartOption = option;
  drawn.set(holder, chart);
}

function say(holder, words) {
  drawn.get(holder)?.dispose();
  drawn.delete(holder);
  const text = document.createElement("p");
  text.className = "chart-words";
  text.textContent = words;
  holder.replaceChildren(text);
}

async function optionOf(holder) {
  if (holder.dataset.chart) return JSON.parse(document.getElementById(holder.dataset.chart).textContent);
  const answer = await fetch(holder.dataset.chartUrl, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function draw(holder) {
  if (drawn.has(holder) || holder.dataset.chartBusy) return;
  holder.dataset.chartBusy = "yes";
  try {
    const option = await optionOf(holder);
    if (!option || !(option.series || []).length) {
      say(holder, holder.dataset.empty || "这段时间还没有数据。");
      return;
    }
    holder.replaceChildren();
    paint(holder, option);
    if (holder.hasAttribute("data-table")) tabulate(holder, option);
  } catch {
    say(holder, "图表数据读取失败，请刷新页面重试。");
  } finally {
    delete holder.dataset.chartBusy;
  }
}

/** The chart's figures as rows: for readers who cannot see the drawing, and for copying. */
function rowsOf(option) {
  const axis = [option.xAxis, option.yAxis].flat().find((one) => one?.data);
  const value = (item) => (item !== null && typeof item === "object" ? item.value : item);
  const named = option.series.every((series) => (series.data || []).every((item) => item && item.name !== undefined));
  if (axis) {
    const head = ["", ...option.series.map((series) => series.name || "数值")];
    return [head, ...axis.data.map((name, at) => [value(name), ...option.series.map((s) => value(s.data?.[at]))])];
  }
  if (named && option.series.length === 1 && option.series[0].data) {
    return [["", option.series[0].name || "数值"], ...option.series[0].data.map((item) => [item.name, item.value])];
  }
  const source = [option.dataset].flat()[0]?.source;
  return Array.isArray(source?.[0]) ? source : null;
}

function tabulate(holder, option) {
  const rows = rowsOf(option);
  if (!rows || holder.parentElement.querySelector(".chart-table")) return;
  const fold = document.createElement("details");
  fold.className = "chart-table";
  const summary = document.createElement("summary");
  summary.textContent = "查看数据";
  const table = document.createElement("table");
  table.className = "table table-sm";
  rows.forEach((cells, at) => {
    const row = (at ? table.tBodies[0] || table.createTBody() : table.createTHead()).insertRow();
    cells.forEach((text, column) => {
      const cell = document.createElement(at && column ? "td" : "th");
      if (column) cell.className = "num";
      if (!at) cell.scope = "col";
      else if (!column) cell.scope = "row";
      cell.textContent = typeof text === "number" ? text.toLocaleString("zh-CN") : (text ?? "—");
      row.append(cell);
    });
  });
  fold.append(summary, table);
  holder.parentElement.append(fold);
}

function drawAll(root) {
  for (const holder of root.querySelectorAll(".chart[data-chart], .chart[data-chart-url]")) draw(holder);
}

let resizing = 0;
window.addEventListener("resize", () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => drawn.forEach((chart) => chart.resize()));
});
window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize({ animation: { duration: 0 } })));
document.addEventListener("theme:changed", () => {
  for (const holder of drawn.keys()) paint(holder, holder.chartOption);
});
document.addEventListener("htmx:load", (event) => {
  for (const [holder, chart] of drawn) {
    if (!holder.isConnected) {
      chart.dispose();
      drawn.delete(holder);
    }
  }
  drawAll(event.target.parentElement || document);
});
drawAll(document);
