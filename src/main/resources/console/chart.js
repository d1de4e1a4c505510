// A small chart of columns over time, with an optional line that should not be reached.
import { h, fill } from './dom.js';
import { number, short, t } from './text.js';

const WIDTH = 600;
const HEIGHT = 120;

/**
 * @param title what is shown
 * @param tone the colour's name in the style sheet
 */
export function chart(title, tone) {
  const sum = h('span.chart-sum');
  const top = h('span.chart-top');
  const plot = h('div.chart-plot', { role: 'img' });
  const from = h('span');
  const until = h('span');
  const reading = h('span.chart-reading');
  const element = h(
    'figure.chart', {},
    h('figcaption', {}, h('span.chart-title', {}, title), sum),
    h('div.chart-box', {}, top, plot),
    h('div.chart-axis', {}, from, reading, until));
  let points = [];

  plot.addEventListener('pointermove', (event) => {
    const box = plot.getBoundingClientRect();
    const place = Math.min(points.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * points.length)));
    const point = points[place];
    if (point) reading.textContent = t('chart.reading', { at: short(point.at), value: number(point.value) });
  });
  plot.addEventListener('pointerleave', () => (reading.textContent = ''));

  function show(values, { total, limit, unit } = {}) {
    points = values;
    const highest = Math.max(1, ...values.map((point) => point.value), limit ?? 0);
    const step = WIDTH / Math.max(1, values.length);
    const columns = values.map((point, place) => {
      const height = point.value === 0 ? 0 : Math.max(2, (point.value / highest) * (HEIGHT - 4));
      return h('rect', { x: (place * step + step * 0.12).toFixed(2), y: (HEIGHT - height).toFixed(2), width: (step * 0.76).toFixed(2), height: height.toFixed(2), rx: 1 });
    });
    const line = limit ? HEIGHT - (limit / highest) * (HEIGHT - 4) : null;
    fill(plot, h(`svg.tone-${tone}`, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      h('line.base', { x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }),
      columns,
      line === null ? null : h('line.limit', { x1: 0, x2: WIDTH, y1: line, y2: line })));
    top.textContent = number(Math.round(highest * 10) / 10) + (unit ?? '');
    sum.textContent = total;
    plot.setAttribute('aria-label', t('chart.label', { title, total }));
    if (values.length) {
      from.textContent = short(values[0].at);
      until.textContent = t('chart.now');
    }
  }

  return { element, show };
}
