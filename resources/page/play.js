/* The page around the network: sliders, pictures, a walk by itself. Owns what is seen; run.js runs the network. */
/* global tf, openNetwork, bytesOf, paint, paintPicture */
'use strict';

const byId = (id) => document.getElementById(id);
const network = JSON.parse(byId('network').textContent);
const { axes, starts, spread, middle, picture, digits } = network.play;
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Position of each slider, in its own unit; where the latent stands beside them, nothing moves it. */
let base = middle;
let positions = axes.map(() => 0);
const sliders = [];

/** base + Σ position × direction. */
function latent() {
  const values = Float64Array.from(base);
  axes.forEach(({ direction, index }, axis) => {
    if (direction) direction.forEach((part, at) => (values[at] += positions[axis] * part));
    else values[index] += positions[axis];
  });
  return values;
}

/** Where a latent stands on a slider. */
function along({ direction, index }, values) {
  const off = (at) => values[at] - middle[at];
  return direction ? direction.reduce((sum, part, at) => sum + part * off(at), 0) : off(index);
}

/** Makes a latent the present one: what sliders can say of it they show, the rest becomes the base. */
function goTo(values) {
  base = Float64Array.from(values);
  positions = axes.map((axis) => along(axis, values));
  axes.forEach(({ direction, index }, axis) => {
    if (direction) direction.forEach((part, at) => (base[at] -= positions[axis] * part));
    else base[index] -= positions[axis];
  });
  show();
}

const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
function randomLatent() {
  const { kind, deviations, directions } = spread;
  if (kind === 'normal') return middle.map(normal);
  if (kind === 'uniform') return middle.map(() => Math.random() * 2 - 1);
  const values = Float64Array.from(middle);
  directions.forEach((direction, at) => {
    const far = normal() * deviations[at];
    direction.forEach((part, place) => (values[place] += far * part));
  });
  return values;
}

let net = null;
let wanted = false;
/** At most once a frame, with the newest positions. */
function show() {
  sliders.forEach(({ input, output }, axis) => {
    input.value = positions[axis];
    output.textContent = positions[axis].toFixed(digits);
  });
  moveDot();
  if (wanted || !net) return;
  wanted = true;
  requestAnimationFrame(() => {
    wanted = false;
    paint(byId('picture'), net.decode(latent()), network.play);
  });
}

function addSlider({ title, low, high }, axis) {
  const label = document.createElement('label');
  const name = Object.assign(document.createElement('span'), { textContent: title });
  const output = document.createElement('output');
  const input = Object.assign(document.createElement('input'), { type: 'range', min: low, max: high, step: 'any' });
  input.value = '0';
  input.addEventListener('input', () => {
    stopWandering();
    positions[axis] = Number(input.value);
    show();
  });
  label.append(name, input, output);
  byId('sliders').append(label);
  sliders.push({ input, output });
}

/* Two sliders are a place on a square as well: across the first, up the second. The sliders are its keys. */
const share = (axis) => (positions[axis] - axes[axis].low) / (axes[axis].high - axes[axis].low);
const within = (value) => Math.min(1, Math.max(0, value));
function moveDot() {
  if (axes.length !== 2) return;
  byId('dot').style.left = `${within(share(0)) * 100}%`;
  byId('dot').style.top = `${(1 - within(share(1))) * 100}%`;
}
function addPad() {
  const pad = byId('pad');
  pad.hidden = false;
  const follow = (event) => {
    if (event.buttons === 0) return;
    stopWandering();
    const { left, top, width, height } = pad.getBoundingClientRect();
    const places = [within((event.clientX - left) / width), within(1 - (event.clientY - top) / height)];
    positions = places.map((place, axis) => axes[axis].low + place * (axes[axis].high - axes[axis].low));
    show();
  };
  pad.addEventListener('pointerdown', (event) => {
    pad.setPointerCapture(event.pointerId);
    follow(event);
  });
  pad.addEventListener('pointermove', follow);
}

/* What every place of the square stands for, a row at a time so that the page stays awake. */
const cells = 11;
function paintGround(row = 0) {
  if (!picture || row === cells) return;
  const [height, width] = picture;
  const ground = byId('ground');
  if (row === 0) Object.assign(ground, { width: cells * width, height: cells * height });
  const cell = document.createElement('canvas');
  for (let column = 0; column < cells; column += 1) {
    const values = Float64Array.from(middle);
    const shares = [(column + 0.5) / cells, 1 - (row + 0.5) / cells];
    axes.forEach(({ index, low, high }, axis) => (values[index] += low + shares[axis] * (high - low)));
    paintPicture(cell, net.decode(values), network.play);
    ground.getContext('2d').drawImage(cell, column * width, row * height);
  }
  requestAnimationFrame(() => paintGround(row + 1));
}

function addStart(values, number) {
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const canvas = document.createElement('canvas');
  button.setAttribute('aria-label', `Begin with number ${number + 1}`);
  button.addEventListener('click', () => {
    stopWandering();
    goTo(values);
  });
  button.append(canvas);
  byId('starts').append(button);
  paint(canvas, net.decode(values), network.play, true);
}

let walk = null;
function stopWandering() {
  walk = null;
  byId('wander').setAttribute('aria-pressed', 'false');
}
const secondsPerStep = 2;
function wander() {
  if (walk) return stopWandering();
  byId('wander').setAttribute('aria-pressed', 'true');
  walk = { from: latent(), to: randomLatent(), since: performance.now() };
  const step = (now) => {
    if (!walk) return;
    const share = Math.min(1, (now - walk.since) / 1000 / (still.matches ? 2 * secondsPerStep : secondsPerStep));
    const eased = share * share * (3 - 2 * share);
    goTo(walk.from.map((value, at) => value + (walk.to[at] - value) * eased));
    if (share === 1) walk = { from: Float64Array.from(walk.to), to: randomLatent(), since: now };
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function save() {
  byId('picture').toBlob((blob) => {
    const link = Object.assign(document.createElement('a'), {
      href: URL.createObjectURL(blob),
      download: 'picture.png',
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

function connect() {
  const stopAnd = (run) => () => {
    stopWandering();
    run();
  };
  byId('random').addEventListener(
    'click',
    stopAnd(() => goTo(randomLatent())),
  );
  byId('middle').addEventListener(
    'click',
    stopAnd(() => goTo(middle)),
  );
  byId('wander').addEventListener('click', wander);
  byId('save').addEventListener('click', save);
}

async function start() {
  axes.forEach(addSlider);
  if (axes.length === 2) addPad();
  if (starts.length === 0) document.querySelector('.starts').remove();
  try {
    net = await openNetwork(tf, network, bytesOf(byId('weights').textContent), bytesOf(byId('engine').textContent));
    connect();
    starts.forEach(addStart);
    goTo(starts[0] ?? middle);
    byId('status').textContent = '';
    document.documentElement.dataset.ready = net.backend;
    if (axes.length === 2) paintGround();
  } catch (error) {
    byId('status').textContent = `This browser cannot run the network (${error.message}). A newer one can.`;
  }
}
void start();
