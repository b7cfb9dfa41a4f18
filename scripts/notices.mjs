// The licences of the packages whose code is in what ships, for dist/THIRD-PARTY-NOTICES.txt.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * @param {string} root folder that the paths in the metafiles start from
 * @param {import('esbuild').Metafile[]} metafiles
 * @param {string[]} [compiled] folders of packages, from the root, that are in no bundle
 * @returns {string} one section for each package, by name
 */
export function thirdPartyNotices(root, metafiles, compiled = []) {
  const sections = [...bundledPackages(metafiles), ...compiled].map((folder) => section(join(root, folder)));
  const introduction = 'Torch-TensorRT Lens contains code of the packages below, each under its own licence.';
  return `${[introduction, ...sections.sort()].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages that gave at least one byte, or a file of their own such as a font. */
function bundledPackages(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const used = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  return [...new Set(used.map(([path]) => PACKAGE.exec(path)?.[1]).filter(Boolean))];
}

function section(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n');
}
