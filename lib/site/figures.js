/* Runs in the pages of the site: draws each figure in the place of its picture. Without it the pictures stay. */
'use strict';
/* global document, window */

const NARROW = 600;

async function drawFigure(figure) {
  const { data, layout, narrow } = JSON.parse(figure.querySelector('script').textContent);
  const plot = figure.querySelector('.interactive');
  plot.hidden = false;
  const fitted = plot.clientWidth < NARROW ? narrow : undefined;
  const traces = data.map((trace, i) => ({ ...trace, ...fitted?.traces[i] }));
  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['sendChartToCloud'] };
  await window.Plotly.newPlot(plot, traces, fitted?.layout ?? layout, config);
  figure.classList.add('drawn');
}

/* One after the other: the page stays responsive. */
async function drawAll() {
  // The book hides its pages until they are whole, and what is hidden has no width to draw for.
  while (document.body.style.display === 'none') await new Promise((resolve) => window.setTimeout(resolve, 20));
  for (const figure of document.querySelectorAll('figure.plot')) {
    if (figure.querySelector('script')) await drawFigure(figure);
  }
  document.documentElement.dataset.figures = 'drawn';
}

window.addEventListener('DOMContentLoaded', drawAll);
