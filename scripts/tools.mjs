// Set-up for the tests: only what the chosen runners need. What cannot be had is said in one line, and its runners fail.
import { buildAddon } from './build.mjs';
import { installCodeServer } from './codeServer.mjs';
import { ensureChromium } from './debian.mjs';
import { buildNative, ensureOnnxModels, ensureTensorRT } from './native.mjs';
import { ensureEnvironment, ensurePythonTools } from './python.mjs';
import { say } from './say.mjs';

/**
 * @param {Set<keyof import('./runners.mjs').Tools>} needs
 * @returns {Promise<import('./runners.mjs').Tools>}
 */
export async function setUpTools(needs) {
  const provide = (need, make) => (needs.has(need) ? attempt(make) : undefined);
  const codeServer = provide('codeServer', installCodeServer);
  const chromium = await provide('chromium', ensureChromium);
  // Compiling goes on while packages come over the network.
  const addons = buildAddons(provide);
  const python = await provide('python', ensureEnvironment);
  const pythonTools = python && (await provide('pythonTools', () => ensurePythonTools(python)));
  const tensorrt = python && (await provide('tensorrt', () => ensureTensorRT(python)));
  const onnxModels = python && (await provide('onnxModels', () => ensureOnnxModels(python)));
  const found = { python, pythonTools, tensorrt, onnxModels, chromium };
  return { ...found, ...(await addons), codeServer: await codeServer };
}

async function buildAddons(provide) {
  const addon = await provide('addon', buildAddon);
  return { addon, sanitizedAddon: await provide('sanitizedAddon', () => buildNative({ sanitize: true })) };
}

async function attempt(make) {
  try {
    return await make();
  } catch (error) {
    say(error.message);
    return undefined;
  }
}
