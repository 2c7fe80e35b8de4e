/* Runs in the pages of the site: draws each figure in the place of its picture. Without it the pictures stay. */
'use strict';
/* global document, window */

async function drawFigure(figure) {
  const { data, layout } = JSON.parse(figure.querySelector('script').textContent);
  const plot = figure.querySelector('.interactive');
  plot.hidden = false;
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
