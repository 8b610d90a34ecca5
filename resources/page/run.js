/* Runs a network that was written down as TensorFlow.js kernels, one after another. Owns no page: it runs without one, too. */
'use strict';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Base64 to bytes. */
function bytesOf(text) {
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/**
 * `network`: {values, nodes, input, output} (see src-main/export/page/network.ts); `weights`: bytes of its values; `engine`:
 * bytes of TensorFlow.js's WebAssembly, or null to do without. Gives {backend, decode}: decode takes the numbers of one latent and gives those of
 * what it stands for.
 */
async function openNetwork(tf, network, weights, engine) {
  // Whatever asks for a file gets the one that is here: a page from a disk may fetch none.
  tf.env().platform = {
    fetch: async () => ({ ok: true, arrayBuffer: async () => engine.buffer }),
    now: () => performance.now(),
    encode: (text) => new TextEncoder().encode(text),
    decode: (bytes) => new TextDecoder().decode(bytes),
    setTimeoutCustom: (run, wait) => setTimeout(run, wait),
    isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  };
  await tf.setBackend('cpu');
  // What a browser cannot read it never finishes to start.
  const fast = engine !== null && WebAssembly.validate(engine) && (await startWasm(tf));
  const backend = fast ? 'wasm' : 'cpu';
  const values = network.values.map(({ at, shape, dtype }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(new arrays[dtype](weights.buffer, weights.byteOffset + at, size).slice(), shape, dtype);
  });
  const use = (kernel) => {
    // Few kernels have no WebAssembly; TensorFlow.js moves the numbers.
    const wanted = tf.getKernel(kernel, backend) ? backend : 'cpu';
    if (tf.getBackend() !== wanted) void tf.setBackend(wanted);
  };
  const runAll = (given) => {
    const made = [];
    const find = ([kind, at, output]) => (kind === 'value' ? values[at] : kind === 'input' ? given : made[at][output]);
    for (const { kernel, inputs, attributes } of network.nodes) {
      use(kernel);
      const found = Array.isArray(inputs)
        ? inputs.map(find)
        : Object.fromEntries(Object.entries(inputs).map(([name, from]) => [name, find(from)]));
      const result = tf.engine().runKernel(kernel, found, attributes);
      made.push(Array.isArray(result) ? result : [result]);
    }
    return find(network.output.from).dataSync().slice();
  };
  return {
    backend,
    decode(latent) {
      return tf.tidy(() => runAll(tf.tensor(Float32Array.from(latent), network.input.shape, 'float32')));
    },
  };
}

async function startWasm(tf) {
  try {
    // Threads would need a server that says so.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    const names = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
    tf.wasm.setWasmPaths(Object.fromEntries(names.map((name) => [name, name])), true);
    return await tf.setBackend('wasm');
  } catch {
    await tf.setBackend('cpu');
    return false;
  }
}

/* What the other scripts of the page use. */
Object.assign(globalThis, { openNetwork, bytesOf });
