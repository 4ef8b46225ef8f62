// Adds to each chart of a summary a button that shows it large, to be pointed at, enlarged and followed to the rows it counts.
// ECharts is fetched when somebody asks for it; without this script nothing is missing but that.
const english = document.documentElement.lang === 'en';
const say = (zh, en) => (english ? en : zh);
const word = (t) => (english && t.en) || t.zh;
const percent = (x) => Math.round(x * 1000) / 10 + '%';
let charts;

function axis(name, percentages) {
  return { type: 'value', min: 0, name, nameLocation: 'middle', nameGap: 34, axisLabel: percentages ? { formatter: percent } : {} };
}

const kinds = {
  columns: (c) => ({
    legend: { show: c.series.length > 1, top: 0 },
    xAxis: { type: 'category', data: c.groups.map((g) => word(g.label)), name: word(c.axis), nameLocation: 'middle', nameGap: 34 },
    yAxis: axis(''),
    series: c.series.map((s, i) => ({ type: 'bar', name: word(s), label: { show: true, position: 'top' },
      data: c.groups.map((g) => ({ value: g.values[i], address: g.addresses?.[i] })) })),
  }),
  bars: (c) => ({
    xAxis: axis('', !c.counts),
    yAxis: { type: 'category', inverse: true, data: c.rows.map((r) => word(r.label)), axisLabel: { width: 180, overflow: 'break' } },
    series: [{ type: 'bar', data: c.rows.map((r) => ({ value: r.value, address: r.address, says: r.says })) }, ...intervals(c.rows)],
  }),
  funnel: (c) => {
    const most = Math.max(1, ...c.points.map((p) => p.n));
    const steps = Array.from({ length: 60 }, (_, i) => (most * (i + 1)) / 60);
    const limit = (z) => ({ type: 'line', symbol: 'none', silent: true, lineStyle: { width: 1, color: '#888', type: Math.abs(z) === 1.96 ? 'dashed' : 'solid' },
      data: steps.map((n) => [n, Math.min(1, Math.max(0, c.rate + z * Math.sqrt((c.rate * (1 - c.rate)) / n)))]) });
    return { xAxis: axis(word(c.x)), yAxis: { ...axis('', true), max: Math.min(1, Math.ceil(10 * Math.max(c.rate * 2, ...c.points.map((p) => p.k / p.n))) / 10) },
      series: [...[0, 1.96, -1.96, 3.09, -3.09].map(limit), { type: 'scatter', color: '#2f7ed8', data: c.points.map((p) => ({ value: [p.n, p.k / p.n],
        name: word(p.label), says: `${p.k}/${p.n} ${percent(p.k / p.n)}`, address: p.address, symbol: p.outside ? 'diamond' : 'circle', symbolSize: p.outside ? 16 : 9 })) }] };
  },
  forest: (c) => ({
    xAxis: { type: 'log', logBase: 2 },
    yAxis: { type: 'category', inverse: true, data: c.factors.map((f) => word(f.label)), axisLabel: { width: 180, overflow: 'break' } },
    series: [{ type: 'scatter', symbol: 'rect', symbolSize: 12, data: c.factors.map((f) => ({ value: f.odds, says: `${f.odds} (${f.low}–${f.high})` })),
      markLine: { silent: true, symbol: 'none', label: { show: false }, data: [{ xAxis: 1 }] } },
      ...intervals(c.factors)],
  }),
  gauge: (c) => ({
    xAxis: { ...axis('', true), max: 1 }, yAxis: { type: 'category', data: [word(c.title)] },
    series: [{ type: 'bar', data: [{ value: c.n ? c.k / c.n : 0, says: `${c.k}/${c.n}` }] }, ...intervals([c])],
  }),
};

// intervals draws the line from low to high of each row that has one.
function intervals(rows) {
  const data = rows.map((r, i) => [r.low, r.high, i]).filter((d) => d[1] > 0);
  if (!data.length) return [];
  return [{ type: 'custom', silent: true, encode: { x: [0, 1], y: 2 }, data, renderItem: (_, api) => {
    const [from, y] = api.coord([api.value(0), api.value(2)]);
    const [to] = api.coord([api.value(1), api.value(2)]);
    const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: 'currentColor', lineWidth: 2 } });
    return { type: 'group', children: [line(from, y, to, y), line(from, y - 6, from, y + 6), line(to, y - 6, to, y + 6)] };
  } }];
}

async function enlarge(index) {
  const address = new URL(location.href);
  address.searchParams.set('charts', '');
  const [echarts, all] = await Promise.all([import('/assets/echarts.js'),
    charts ?? fetch(address, { headers: { Accept: 'application/json' } }).then((r) => (r.ok ? r.json() : Promise.reject(r.status)))]);
  charts = all;
  const { kind, chart } = all[index];
  const dialog = document.createElement('dialog');
  const close = document.createElement('button');
  const room = document.createElement('div');
  close.textContent = say('关闭', 'Close');
  close.onclick = () => dialog.close();
  dialog.className = 'enlarged';
  dialog.setAttribute('aria-label', word(chart.title));
  dialog.append(room, close);
  document.body.append(dialog);
  dialog.showModal();
  const ink = getComputedStyle(document.body).color;
  const drawn = echarts.init(room, null, { renderer: 'svg' });
  drawn.setOption({ ...kinds[kind](chart), color: ['#2f7ed8', '#e08a1e'], textStyle: { color: ink, fontFamily: 'inherit' }, animation: false, aria: { enabled: true, decal: { show: true } },
    grid: { containLabel: true, left: 12, right: 32, top: 36, bottom: 44 }, dataZoom: [{ type: 'inside' }],
    tooltip: { renderMode: 'richText', confine: true, formatter: (p) => `${p.name}\n${p.data?.says ?? p.value}` } });
  drawn.on('click', (p) => { if (p.data?.address) location.href = p.data.address; });
  dialog.addEventListener('close', () => { drawn.dispose(); dialog.remove(); });
}

document.querySelectorAll('figure.drawn').forEach((figure, index) => {
  const button = document.createElement('button');
  button.className = 'quiet enlarge noprint';
  button.textContent = say('放大、查明细', 'Enlarge');
  button.onclick = () => enlarge(index).catch(() => { button.textContent = say('暂时无法放大，请看上图和下表', 'Not available now; see the picture and the table'); });
  figure.append(button);
});
