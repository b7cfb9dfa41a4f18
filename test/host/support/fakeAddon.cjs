// Plays the addon and, with it, TensorRT-RTX for the tests of the extension host, so that all of the real native worker
// runs. It takes every model whole; an engine is the options that it was built with, as JSON.

exports.openLibrary = () =>
  Promise.resolve({
    version: '1.5.0.114',
    explain: () => Promise.resolve({ parsed: true, layers: [], inputs: OPEN, outputs: [], errors: [], supported: [] }),
    build: (_model, _path, options) => ({
      result: Promise.resolve({ outcome: 'built', message: '', errors: [], openInputs: [], plan: plan(options) }),
      cancel: () => {},
    }),
  });

/** Inputs of the tests' models with open dimensions, by all names that they have there. */
const OPEN = ['image', 'tokens'].map((name) => ({
  name,
  dataType: 'FLOAT',
  shape: [-1],
  dimensionNames: ['n'],
  shapeTensor: false,
}));

function plan(options) {
  return new TextEncoder().encode(JSON.stringify(options));
}
