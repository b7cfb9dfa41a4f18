import { expect, it } from 'vitest';
import { trtlens } from '../../extension/core/schema/generated/trtlens';
import { fixtureBytes, randomNumbers } from '../unit/formats/files';
import { fieldsOf, protobufMutant } from './protobufMutants';

it('finds the fields that a message was made of', () => {
  const bytes = Buffer.from(trtlens.Report.encode({ version: 300, producer: 'p'.repeat(200) }).finish());
  const fields = fieldsOf(bytes)!;
  expect(fields.map(({ wire }) => wire)).toEqual([0, 2]);
  expect(bytes.subarray(fields[1]!.value, fields[1]!.end).toString()).toBe('p'.repeat(200));
  expect(fieldsOf(bytes.subarray(0, -1))).toBeUndefined();
});

it('changes models within, and leaves most of them whole around it', () => {
  const model = fixtureBytes('onnx/tiny.onnx');
  const mutants = Array.from({ length: 300 }, (_, seed) => Buffer.from(protobufMutant(model, randomNumbers(seed))));
  expect(mutants.filter((mutant) => mutant.equals(model)).length).toBeLessThan(10);
  const whole = mutants.filter((mutant) => fieldsOf(mutant) !== undefined);
  expect(whole.length).toBeGreaterThan(200);
  // The change is in the graph, which is field 7 of a model, rather than in the few fields beside it.
  const graphs = whole.map((mutant) => fieldsOf(mutant)!.filter(({ number }) => number === 7).length);
  expect(graphs.filter((count) => count === 1).length).toBeGreaterThan(150);
});
