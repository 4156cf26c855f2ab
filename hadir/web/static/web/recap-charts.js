// Draws charts from the tables below them: first cell the name, the cell with data-value the figure.
// Without scripts, or for a screen reader, the table is the whole answer.
const echarts = window.echarts;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const shown = [];

function figures(table) {
  const rows = [...table.tBodies[0].rows];
  return rows
    .map((row) => ({
      name: row.cells[0].textContent.trim(),
      value: Number.parseFloat(row.querySelector("[data-value]").dataset.value.replace(",", ".")),
    }))
    .filter((one) => Number.isFinite(one.value));
}

function options(kind, data, label) {
  const ink = getComputedStyle(document.body).color;
  const brand = getComputedStyle(document.querySelector("main table a")).color;
  const faint = "rgba(128, 128, 128, 0.3)";
  // Points may stand on a cut axis, bars may not: their length is what is compared.
  const least = Math.max(0, Math.floor(Math.min(...data.map((one) => one.value)) / 5) * 5 - 5);
  const read = new Intl.NumberFormat(document.documentElement.lang);
  const names = { type: "category", data: data.map((one) => one.name), axisLine: { lineStyle: { color: faint } }, axisLabel: { color: ink, width: 160, overflow: "truncate" } };
  const values = { type: "value", min: least, max: 100, axisLabel: { color: ink }, splitLine: { lineStyle: { color: faint } } };
  const lies = kind === "points";
  return {
    animation: !calm,
    grid: { left: 8, right: 40, top: 12, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", valueFormatter: (value) => `${read.format(value)} %` },
    xAxis: lies ? values : names,
    yAxis: lies ? { ...names, inverse: true } : values,
    series: [
      {
        name: label,
        type: lies ? "scatter" : "line",
        symbolSize: lies ? 14 : 8,
        data: data.map((one) => one.value),
        itemStyle: { color: brand },
        lineStyle: { color: brand, width: 3 },
        label: { show: data.length <= 40, position: lies ? "right" : "top", color: ink, formatter: (one) => read.format(one.value), textBorderWidth: 0 },
      },
    ],
  };
}

function draw() {
  for (const place of document.querySelectorAll("[data-chart]")) {
    const table = document.getElementById(place.dataset.from);
    const data = table ? figures(table) : [];
    if (!data.length) continue;
    place.hidden = false;
    if (place.dataset.chart === "points") place.classList.toggle("is-tall", data.length > 10);
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options(place.dataset.chart, data, place.dataset.label));
    shown.push(chart);
  }
}

if (echarts) {
  draw();
  window.addEventListener("resize", () => shown.forEach((chart) => chart.resize()));
  new MutationObserver(() => {
    shown.splice(0).forEach((chart) => chart.dispose());
    draw();
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
}
