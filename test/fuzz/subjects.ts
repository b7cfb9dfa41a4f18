/** What is mutated: every file of the fixtures that a reader takes, and reports made of some. */

import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openArtifact } from '../../extension/core/formats/open';
import { ZipArchive } from '../../extension/core/formats/zip';
import { encodeReport } from '../../extension/core/report/codec';
import { inMemory } from '../unit/formats/files';
import { zip } from '../unit/formats/zipWriter';

export interface Subject {
  /** "exported/bert.pt2". */
  readonly id: string;
  readonly extension: string;
  readonly bytes: Uint8Array;
  /** Of a zip archive: its members, so that one is mutated and the archive around it is whole. */
  readonly members: Readonly<Record<string, Uint8Array>> | undefined;
}

const FOLDERS = ['exported', 'compiled', 'engines', 'onnx', 'layers', 'torchscript'];
const ENDING = /\.(pt2|ep|onnx|engine|json|txt|pt)(\.gz)?$/;
/** Parts of files that other fixtures hold whole. */
const PARTS = ['dynamic.metadata.txt', 'cross_windows.model.json.gz'];
/** Reports are made of these. */
const REPORTED = ['compiled/alternating.trt.pt2', 'exported/detector.pt2', 'onnx/tiny.onnx'];
/** Values of weights: none is read, and without them ten times as many mutants are made in the same time. */
const WEIGHT = /\/data\/weights\/(weight|buffer)_\d+$/;
const LARGEST_MEMBER = 8 * 1024 * 1024;

export async function loadSubjects(root: string): Promise<Subject[]> {
  const fixtures = join(root, 'test/fixtures');
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(fixtures, folder))
      .filter((name) => ENDING.test(name) && !PARTS.includes(name))
      .map((name) => ({ id: `${folder}/${name.replace(/\.gz$/, '')}`, path: join(fixtures, folder, name) })),
  );
  const examples = ['recognizer', 'segnet'].map((name) => ({
    id: `examples/${name}.onnx`,
    path: join(root, `examples/${name}.onnx`),
  }));
  const subjects = await Promise.all([...files, ...examples].map(({ id, path }) => subjectOf(id, unpacked(path))));
  const reports = await Promise.all(subjects.filter(({ id }) => REPORTED.includes(id)).map(reportOf));
  return [...subjects, ...reports].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function unpacked(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

async function subjectOf(id: string, whole: Uint8Array): Promise<Subject> {
  const extension = /\.(\w+)$/.exec(id)![1]!;
  if (Buffer.from(whole.subarray(0, 4)).toString('latin1') !== 'PK\x03\x04') {
    return { id, extension, bytes: whole, members: undefined };
  }
  const archive = await ZipArchive.open(inMemory(id, whole));
  const members: Record<string, Uint8Array> = {};
  for (const name of archive.members) {
    members[name] = WEIGHT.test(name) ? new Uint8Array(0) : await archive.read(name, LARGEST_MEMBER);
  }
  return { id, extension, bytes: zip(members), members };
}

async function reportOf({ id, bytes }: Subject): Promise<Subject> {
  const { report } = await openArtifact(inMemory(`/m/${basename(id)}`, bytes));
  return {
    id: `reports/${basename(id)}.trtlens`,
    extension: 'trtlens',
    bytes: encodeReport(report!),
    members: undefined,
  };
}
