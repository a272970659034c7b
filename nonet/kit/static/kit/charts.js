// Draws the charts of a page when they come into view, in the colours of the mode, and again when the mode changes.
(() => {
  const drawn = new Set();
  let library;

  const load = (address) => (library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  }));

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const painted = (data) => {
    const palette = [1, 2, 3, 4, 5, 6, 7, 8].map((each) => colour(`--chart-${each}`));
    const loud = palette.values();
    return data.map((trace) => {
      if (trace.type === "pie") return { ...trace, marker: { colors: palette } };
      const own = trace.meta?.quiet ? colour("--chart-quiet") : loud.next().value ?? palette[0];
      return { ...trace, marker: { color: own }, line: { ...trace.line, color: own } };
    });
  };

  const themed = (figure, height, plot) => {
    const axis = {
      automargin: true, fixedrange: true, gridcolor: colour("--chart-grid"), zerolinecolor: colour("--chart-grid"),
      linecolor: colour("--chart-grid"), nticks: Math.max(3, Math.round(plot.clientWidth / 110)), tickangle: 0,
    };
    const { xaxis, yaxis, ...rest } = figure.layout;
    return {
      height, margin: { l: 8, r: 12, t: 8, b: 8 }, paper_bgcolor: "transparent", plot_bgcolor: "transparent",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--chart-ink") },
      legend: { orientation: "h", y: 1.12, x: 0, yanchor: "bottom" }, hoverlabel: { align: "left" }, bargap: 0.3,
      separators: ".,", ...rest, xaxis: { ...axis, showgrid: false, ...xaxis },
      yaxis: { ...axis, nticks: yaxis?.type === "category" ? 0 : 5, ...yaxis },
    };
  };

  const draw = async (box) => {
    const plot = box.querySelector(".chart-plot");
    const [figure, links] = [...box.querySelectorAll('script[type="application/json"]')].map((each) => JSON.parse(each.textContent));
    await load(box.dataset.plotly);
    if (!plot.isConnected) return;
    const layout = themed(figure, Number(box.dataset.height), plot);
    await window.Plotly.react(plot, painted(figure.data), layout, { displayModeBar: false, responsive: true });
    if (!drawn.has(box) && links?.length) {
      plot.on("plotly_click", (event) => {
        const at = event.points[0].pointIndex ?? event.points[0].pointNumber ?? event.points[0].i;
        if (links[at]) window.location.assign(links[at]);
      });
    }
    drawn.add(box);
  };

  const watcher = new IntersectionObserver((entries) => {
    for (const each of entries) if (each.isIntersecting) { watcher.unobserve(each.target); draw(each.target); }
  }, { rootMargin: "200px" });

  const find = (root) => {
    for (const box of root.querySelectorAll("[data-chart]")) {
      box.style.setProperty("--chart-height", `${box.dataset.height}px`);
      if (box.querySelector(".chart-plot")) watcher.observe(box);
    }
  };

  const start = () => {
    find(document);
    document.body.addEventListener("htmx:afterSettle", (event) => find(event.detail.target.parentElement ?? document));
    new MutationObserver(() => {
      for (const box of drawn) box.isConnected ? draw(box) : drawn.delete(box);
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
