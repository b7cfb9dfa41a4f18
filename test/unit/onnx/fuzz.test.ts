import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../extension/core/formats/bytes';
import { describeOnnx } from '../../../extension/core/formats/onnx/describe';
import { onnxRows } from '../../../extension/core/formats/onnx/nodeRows';
import { buildProgram } from '../../../extension/core/formats/onnx/program';
import { type Graph, NodeOp } from '../../../extension/core/graph/graph';
import { buildGraph } from '../../../extension/core/graph/graphBuilder';
import { nodeEvent } from '../../../extension/jobs/native/explain';
import { parseLine } from '../../../extension/jobs/worker/events';
import { example, read } from './files';
import { everything, unsorted } from './models';

/** Numbers that repeat: mulberry32, 0 to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x08, 0x3a];

/** Some bytes changed, a piece cut out, doubled or put in, or the end cut off. */
function mutant(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (end: number): number => Math.floor(random() * end);
  const at = below(bytes.length);
  const length = 1 + below(40);
  const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
  switch (below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return join(bytes.subarray(0, at), bytes.subarray(at + length));
    case 2:
      return join(bytes.subarray(0, at + length), bytes.subarray(at));
    case 3:
      return join(
        bytes.subarray(0, at),
        Uint8Array.from({ length }, () => below(256)),
        bytes.subarray(at),
      );
    default: {
      const changed = new Uint8Array(bytes); // a slice of a Buffer would share its bytes
      for (let count = 1 + below(8); count > 0; count--) {
        changed[below(bytes.length)] = random() < 0.5 ? below(256) : INTERESTING[below(INTERESTING.length)]!;
      }
      return changed;
    }
  }
}

/** A graph of what is read, or the damage that keeps it from being one. Every other failure is one of the test. */
async function graphOf(bytes: Uint8Array): Promise<Graph | FormatDamage> {
  try {
    const model = await read(bytes);
    describeOnnx('/models/model.onnx', model, buildProgram(model));
    const { rows } = onnxRows(model.graph);
    // As it comes to the job, which refuses what is not as the protocol has it.
    const line = JSON.stringify({ event: 'graph', ms: 1, nodes: rows.map((row) => nodeEvent(row, '/models')) });
    const parsed = parseLine(line);
    if (parsed.kind !== 'event' || parsed.event.event !== 'graph')
      throw new Error(`The event: ${JSON.stringify(parsed)}`);
    return buildGraph(parsed.event.nodes);
  } catch (failure) {
    if (failure instanceof FormatDamage) return failure;
    throw failure;
  }
}

const MUTANTS = 1000;

describe('a damaged ONNX file', () => {
  it.each([
    ['segnet.onnx', example('segnet'), 1],
    ['recognizer.onnx', example('recognizer'), 2],
    ['a small one with a bit of everything', everything, 3],
    ['an unsorted one', unsorted, 4],
  ])(
    'is a graph or says where it is damaged: mutants of %s',
    async (_name, bytes, seed) => {
      const random = randomNumbers(seed);
      const outcomes = { graphs: 0, damages: 0 };
      for (let index = 0; index < MUTANTS; index++) {
        const result = await graphOf(mutant(bytes, random)).catch((failure: unknown) => {
          throw new Error(`Mutant ${index} of seed ${seed}`, { cause: failure });
        });
        if (result instanceof FormatDamage) {
          expect(result.message).not.toBe('');
          outcomes.damages++;
        } else {
          expect(result.op(result.nodeCount - 1)).toBe(NodeOp.output);
          outcomes.graphs++;
        }
      }
      // Both happen often, or the mutants would be no test.
      expect(outcomes.graphs).toBeGreaterThan(MUTANTS / 20);
      expect(outcomes.damages).toBeGreaterThan(MUTANTS / 20);
    },
    60_000,
  );

  it('is read to the end when it is whole', async () => {
    for (const bytes of [example('segnet'), example('recognizer'), everything, unsorted]) {
      expect(await graphOf(bytes)).not.toBeInstanceOf(FormatDamage);
    }
  });
});
