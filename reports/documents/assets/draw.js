// Draws one chart for a document. Evaluated after echarts.server.js, which is built with
//   cd static/build && node build.mjs --server ../../reports/documents/assets/echarts.server.js
// from the same list of parts as the pages' charts (Apache ECharts, Apache License 2.0). Colours are those of the light theme in
// static/css/tokens.css, the text darker, for paper.
const INK = "#1f2733";
const LINE = "#d5dae1";
const AXIS = {
  axisLine: { lineStyle: { color: "#8a94a3" } },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12 },
  nameTextStyle: { color: INK, fontSize: 12 },
  splitLine: { lineStyle: { color: LINE } },
};

charting.echarts.registerTheme("paper", {
  color: ["#2f6fb0", "#e0952f", "#3b9a8f", "#8a6fb8", "#7fb0de", "#b5763a", "#6c7a8c", "#c8161d"],
  backgroundColor: "transparent",
  textStyle: { color: INK },
  title: { textStyle: { color: INK, fontSize: 14 }, subtextStyle: { color: INK } },
  legend: { textStyle: { color: INK } },
  categoryAxis: { ...AXIS, splitLine: { show: false } },
  valueAxis: { ...AXIS, axisLine: { show: false } },
  bar: { barMaxWidth: 28 },
  line: { symbolSize: 6, lineStyle: { width: 2 } },
  pie: { label: { color: INK }, itemStyle: { borderColor: "#ffffff", borderWidth: 2 } },
});

// Called from Python with plain data; answers with SVG.
globalThis.drawChart = function drawChart(option, width, height) {
  const chart = charting.init(null, "paper", { renderer: "svg", ssr: true, locale: "ZH", width, height });
  try {
    chart.setOption({ ...option, animation: false, tooltip: undefined });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
