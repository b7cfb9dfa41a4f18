/** Libraries that are not used, and why. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { VERSIONS, addon, open } from './support/bridge';

const folder = mkdtempSync(join(tmpdir(), 'trtlens-library-'));
afterAll(() => rmSync(folder, { recursive: true }));
const installed = VERSIONS[0]!;

/** A shared library that answers as TensorRT-RTX `version` does and gives out nothing. */
function impostor(name: string, version: [number, number, number, number]): string {
  const [major, minor, patch, build] = version;
  const source = join(folder, `${name}.c`);
  const library = join(folder, `lib${name}.so`);
  writeFileSync(
    source,
    `int getInferLibMajorVersion(void) { return ${major}; }
int getInferLibMinorVersion(void) { return ${minor}; }
int getInferLibPatchVersion(void) { return ${patch}; }
int getInferLibBuildVersion(void) { return ${build}; }
int getInferLibVersion(void) { return ${major * 10000 + minor * 100 + patch}; }
void* createInferBuilder_INTERNAL(void* logger, int version) { (void)logger; (void)version; return 0; }
void* createInferRuntime_INTERNAL(void* logger, int version) { (void)logger; (void)version; return 0; }
`,
  );
  execFileSync('c++', ['-x', 'c', '-shared', '-fPIC', '-o', library, source]);
  return library;
}

it('opens every version that is known', async () => {
  const versions: string[] = [];
  for (const version of VERSIONS) versions.push((await open(version)).version);
  expect(versions.map((version) => version.split('.').slice(0, 2).join('.'))).toEqual(['1.5', '1.6', '1.7']);
});

it('says which library is missing', async () => {
  const missing = join(folder, 'libmissing.so');
  await expect(addon.openLibrary(missing, installed.parser)).rejects.toMatchObject({
    code: 'native.library-not-loaded',
    message: expect.stringContaining(missing) as string,
  });
  await expect(addon.openLibrary(installed.tensorrt, missing)).rejects.toMatchObject({
    code: 'native.parser-not-loaded',
    message: expect.stringContaining(missing) as string,
  });
});

it.each([0, 10, 100, 4096, 1_000_000])('refuses a library that was cut off after %i bytes', async (bytes) => {
  const cut = join(folder, `libcut${bytes}.so`);
  copyFileSync(installed.parser, cut);
  truncateSync(cut, bytes);
  await expect(addon.openLibrary(cut, installed.parser)).rejects.toMatchObject({ code: 'native.library-not-loaded' });
});

it('refuses a library that is another one', async () => {
  await expect(addon.openLibrary(installed.parser, installed.parser)).rejects.toMatchObject({
    code: 'native.library-foreign',
  });
});

it.each([
  [1, 4, 0, 76],
  [1, 8, 0, 1],
  [10, 5, 0, 1],
] as [number, number, number, number][])('refuses version %i.%i.%i.%i with its number', async (...version) => {
  const library = impostor(`v${version.join('_')}`, version);
  await expect(addon.openLibrary(library, installed.parser)).rejects.toMatchObject({
    code: 'native.version-unknown',
    message: expect.stringContaining(version.join('.')) as string,
  });
});

it('refuses a library of a known version that behaves otherwise, with the step', async () => {
  const library = impostor('silent', [1, 6, 0, 1]);
  await expect(addon.openLibrary(library, installed.parser)).rejects.toMatchObject({
    code: 'native.self-check-failed',
    message: expect.stringContaining('createInferBuilder') as string,
  });
});

it('throws on arguments that are none', () => {
  expect(() => addon.openLibrary(1 as unknown as string, '')).toThrow(TypeError);
});

it('says of a damaged header that it is damaged', async () => {
  const library = await open(installed);
  const size = await library.planHeaderBytes();
  expect(await library.planValidity(new Uint8Array(size))).toEqual({
    validity: 'invalid',
    reasons: ['MALFORMED_ENGINE'],
  });
  await expect(library.planValidity(new Uint8Array(size - 1))).rejects.toThrow('ends within its header');
});
