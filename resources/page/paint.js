/* What a decoder has made, drawn as what it is: a picture, a row with its cells, waves, a text. Owns drawing; play.js says when. */
'use strict';

/** `form` and `picture` are the page's; `small`: for a button. */
function paint(canvas, values, play, small = false) {
  if (play.picture) return paintPicture(canvas, values, play);
  const sheet = sheetOf(canvas, small);
  switch (play.form.kind) {
    case 'table':
      return paintRow(sheet, values, play.form);
    case 'sequence':
      return paintWaves(sheet, values, play.form);
    case 'text':
      return paintText(sheet, values, play.form);
    default:
      return paintWaves(sheet, values, { channels: [{ scaling: { offset: 0, factor: 1 } }] });
  }
}

function paintPicture(canvas, values, { picture, range }) {
  const [height, width, channels] = picture;
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[at * channels + (channels === 3 ? channel : 0)];
      image.data[at * 4 + channel] = ((value - range[0]) / (range[1] - range[0])) * 255;
    }
    image.data[at * 4 + 3] = 255;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** A drawing surface twice as fine as it is large, so that letters are sharp. */
function sheetOf(canvas, small) {
  const [width, height] = small ? [160, 100] : [480, 300];
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  canvas.classList.add('chart');
  const context = canvas.getContext('2d');
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(document.body);
  // A canvas knows no colours that depend on light or dark: an element does.
  const probe = document.body.appendChild(document.createElement('i'));
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  setTimeout(() => probe.remove());
  context.fillStyle = style.color;
  context.textBaseline = 'middle';
  return { canvas, context, width, height, small, colour, font: (size) => `${size}px ${style.fontFamily}` };
}

/** In its own unit again (src-shared/data/scaling.ts). */
function unscaled({ offset, factor, knots }, value) {
  const number = value * factor + offset;
  if (!knots) return number;
  const last = knots.length - 1;
  const place = Math.min(1, Math.max(0, number)) * last;
  const low = Math.floor(place);
  const high = Math.min(last, low + 1);
  return knots[low] + (knots[high] - knots[low]) * (place - low);
}

function best(values, from, count) {
  let found = 0;
  for (let at = 1; at < count; at += 1) if (values[from + at] > values[from + found]) found = at;
  return found;
}

function cellText(column, values) {
  const { type, start } = column;
  if (type === 'category') return column.categories[best(values, start, column.categories.length)];
  const number = unscaled(column.scaling, values[start]);
  if (type === 'number') return number.toFixed(column.decimals).replace('-', '−');
  const date = new Date(number);
  return Number.isNaN(date.getTime())
    ? ''
    : date
        .toISOString()
        .slice(0, column.resolution === 'day' ? 10 : 19)
        .replace('T', ' ');
}

/** A line for each column: its name, and what stands there. */
function paintRow({ canvas, context, width, height, small, colour, font }, values, { columns }) {
  const edge = small ? 10 : 24;
  const shown = small ? columns.slice(0, 3) : columns;
  const line = Math.min(small ? 28 : 36, (height - 2 * edge) / shown.length);
  context.font = font(Math.max(6, line * (small ? 0.75 : 0.5)));
  if (!small) canvas.ariaLabel = columns.map((column) => `${column.name}: ${cellText(column, values)}`).join(', ');
  shown.forEach((column, at) => {
    const y = edge + (at + 0.5) * line;
    context.textAlign = 'left';
    context.fillStyle = colour('soft');
    if (!small) context.fillText(column.name, edge, y, width / 2 - 2 * edge);
    context.textAlign = small ? 'left' : 'right';
    context.fillStyle = colour('text');
    context.fillText(cellText(column, values), small ? edge : width - edge, y, small ? width - 2 * edge : width / 2);
  });
}

/** Each channel as a line, in its own unit; what they reach stands at the side. */
function paintWaves({ context, width, height, small, colour, font }, values, { channels }) {
  const edge = small ? 8 : 24;
  const count = channels.length;
  const steps = values.length / count;
  const lines = channels.map(({ scaling }, channel) =>
    Array.from({ length: steps }, (_, step) => unscaled(scaling, values[step * count + channel])),
  );
  const all = lines.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const left = small ? edge : 64;
  context.lineWidth = small ? 1.5 : 2;
  lines.forEach((line, channel) => {
    context.strokeStyle = channel === 0 ? colour('accent') : colour(channel % 2 === 1 ? 'latent' : 'soft');
    context.beginPath();
    line.forEach((value, at) => {
      const x = left + (at / Math.max(1, steps - 1)) * (width - left - edge);
      const y = height - edge - ((value - low) / (high - low || 1)) * (height - 2 * edge);
      context[at === 0 ? 'moveTo' : 'lineTo'](x, y);
    });
    context.stroke();
  });
  if (small) return;
  context.font = font(13);
  context.textAlign = 'right';
  context.fillStyle = colour('soft');
  for (const [value, y] of [[high, edge], [low, height - edge]]) context.fillText(Number(value.toPrecision(3)), left - 8, y); // prettier-ignore
}

/** The likeliest word of each place, up to the end; broken into lines. */
function textIn(values, { words, unit, places }) {
  const choices = values.length / places;
  const said = [];
  for (let place = 0; place < places; place += 1) {
    const token = best(values, place * choices, Math.min(choices, words.length));
    if (token === 2) break;
    if (token > 2) said.push(words[token]);
  }
  return said.join(unit === 'word' ? ' ' : '');
}

function paintText({ canvas, context, width, height, small, font }, values, form) {
  const edge = small ? 10 : 32;
  const size = small ? 20 : 26;
  context.font = font(size);
  context.textAlign = 'left';
  const text = textIn(values, form);
  if (!small) canvas.ariaLabel = text;
  const lines = [''];
  // Where a line can break, it does behind a space; a long word breaks anywhere.
  for (const part of text.split(/(?<=\s)/u)) {
    const longer = lines.at(-1) + part;
    if (lines.at(-1) === '' || context.measureText(longer).width <= width - 2 * edge) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  const step = size * 1.4;
  const top = Math.max(edge + step / 2, (height - lines.length * step) / 2 + step / 2);
  lines.forEach((line, at) => context.fillText(line, edge, top + at * step, width - 2 * edge));
}

Object.assign(globalThis, { paint, paintPicture });
