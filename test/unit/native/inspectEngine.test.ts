/** Engines as TensorRT told of them on a machine with a GPU (test/fixtures/native), and on one without. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineInspection, PlanValidity } from '../../../native/addon/index';
import { describeInspected } from '../../../extension/jobs/native/inspectEngine';
import { inspectedEvent } from '../../../extension/jobs/native/inspectPlan';
import { type InspectedEngine, parseLine } from '../../../extension/jobs/worker/events';
import { ROOT } from '../bundles';

type Recorded = EngineInspection & PlanValidity & { path: string; version: string };

const recorded = new Map(
  readFileSync(join(ROOT, 'test/fixtures/native/engines.h200.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)
    .map((each) => [each.path, each]),
);

/** Through the event's line of JSON, as it comes from the worker. */
function sent(version: string, validity: PlanValidity, inspection: EngineInspection): InspectedEngine {
  const line = JSON.stringify({ event: 'engine_inspected', ms: 1, ...inspectedEvent(version, validity, inspection) });
  const parsed = parseLine(line);
  if (parsed.kind !== 'event' || parsed.event.event !== 'engine_inspected') throw new Error(JSON.stringify(parsed));
  return parsed.event.inspected;
}

function describeRecorded(name: string) {
  const engine = recorded.get(name)!;
  const artifact = describeInspected(sent(engine.version, engine, engine));
  return {
    ...artifact,
    facts: Object.fromEntries((artifact.facts ?? []).map(({ name, value }) => [name ?? '', value ?? ''])),
  };
}

describe('an engine on an H200', () => {
  it('loads although the library calls it invalid, with its tensors and layers', () => {
    const { facts, inputs, outputs, layerInformation } = describeRecorded('openDimensions-default.plan');
    expect(facts).toMatchObject({
      'on this machine':
        'not valid for TensorRT-RTX 1.5.0.114 here: it was not built for the compute capability of this GPU',
      'loads here': 'yes, all the same',
      'GPU memory': '9.6 MB',
      'streamable weights': 'none',
      layers: '4',
    });
    expect(inputs).toEqual([{ name: 'image', dtype: 'float32', sizes: ['1..8', '3', '8..64', '8..64'], ranked: true }]);
    expect(outputs).toEqual([{ name: 'y', dtype: 'float32', sizes: ['?', '8', '?', '?'], ranked: true }]);
    expect(layerInformation!.map((text) => (JSON.parse(text) as { LayerType: string }).LayerType)).toContain('kgen');
  });

  it('has weights to stream where it was built for that', () => {
    expect(describeRecorded('wide-weightStreaming.plan').facts).toMatchObject({ 'streamable weights': '9.6 MB' });
  });

  it('has names alone, or nothing, for its layers where it was built so', () => {
    const names = describeRecorded('openDimensions-names-only.plan').layerInformation!;
    expect(names.every((text) => typeof JSON.parse(text) === 'string')).toBe(true);
    expect(describeRecorded('openDimensions-no-layers.plan').layerInformation).toEqual(['', '', '', '']);
  });
});

describe('an engine without a GPU', () => {
  const without = (validity: PlanValidity, message: string) =>
    (describeInspected(sent('1.7.1.116', validity, { deserialised: false, message })).facts ?? []).map(
      ({ name, value }) => `${name}: ${value}`,
    );

  it('cannot be judged', () => {
    expect(without({ validity: 'unknown', reasons: [] }, 'Error Code 1: Cuda Runtime (In load)')).toEqual([
      'on this machine: TensorRT-RTX 1.7.1.116 cannot tell without a GPU and its driver',
    ]);
  });

  it('is known to be damaged', () => {
    expect(without({ validity: 'invalid', reasons: ['MALFORMED_ENGINE'] }, 'magicTag')).toEqual([
      'on this machine: not valid for TensorRT-RTX 1.7.1.116 here: it is damaged',
      'loads here: no: magicTag',
    ]);
    expect(without({ validity: 'unknown', reasons: [] }, 'plan.header.size == blobSize failed')).toContain(
      'loads here: no: plan.header.size == blobSize failed',
    );
  });
});
