/* Runs in the pages of the site: draws each figure in the place of its picture. Without it the pictures stay. */
'use strict';
/* global document, window */

const NARROW = 600;

/* A narrow figure has no title: its caption begins with it. The legend moves up to where the title was. */
function forColumn(layout) {
  const { title, margin = {}, legend = {}, meta = {} } = layout;
  const beneath = legend.yref === 'container' ? { y: 1 - 8 / layout.height } : {};
  const beside = (legend.x ?? 0) > 1 ? { orientation: 'h', x: 0, y: 1, yanchor: 'bottom' } : {};
  const top = legend.yref === 'container' ? 16 + (meta.headroom ? meta.headroom + 24 : 0) : margin.t;
  return {
    ...layout,
    title: { ...title, text: '' },
    margin: { ...margin, l: 44, r: 12, t: top },
    legend: { ...legend, ...beneath, ...beside },
  };
}

async function drawFigure(figure) {
  const { data, layout: given } = JSON.parse(figure.querySelector('script').textContent);
  const plot = figure.querySelector('.interactive');
  plot.hidden = false;
  const layout = plot.clientWidth < NARROW ? forColumn(given) : given;
  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };
  await window.Plotly.newPlot(plot, data, layout, config);
  figure.classList.add('drawn');
}

/* One after the other: the page stays responsive. */
async function drawAll() {
  for (const figure of document.querySelectorAll('figure.plot')) {
    if (figure.querySelector('script')) await drawFigure(figure);
  }
  document.documentElement.dataset.figures = 'drawn';
}

window.addEventListener('DOMContentLoaded', drawAll);
