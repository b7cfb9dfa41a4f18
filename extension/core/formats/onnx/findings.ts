/** What is wrong with an ONNX file, or unusual about it. */

import { formatCount } from '../../format/units';
import type { Finding } from '../../findings/finding';
import type { FormatDamage } from '../bytes';
import { externalDataOutside } from './externalData';
import { LookAlike } from './lookAlike';
import { type OnnxModel, allGraphs } from './model';
import type { OnnxProgram } from './program';

/** Newest IR version that is known here (onnx.proto, Version). */
const NEWEST_IR = 13;
/** From here on a weight need not be an input too. */
const IR_OF_WEIGHTS = 4;
/** First with functions in a model. */
const IR_OF_FUNCTIONS = 8;
const MOST_NAMES = 4;

/** `load.unknown-format` for a file that is of another kind, else `load.corrupt`. */
export function onnxDamage(file: string, damage: FormatDamage): Finding {
  const { message, offset } = damage;
  const places: Finding['places'] = [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }];
  const severity = 'error';
  if (damage instanceof LookAlike) {
    const remedies = [{ title: damage.remedy }];
    return {
      code: 'load.unknown-format',
      severity,
      message: `The file is no ONNX model: ${message}.`,
      places,
      remedies,
    };
  }
  return {
    code: 'load.corrupt',
    severity,
    message: `The file is no ONNX model, or a damaged one: ${message}.`,
    places,
    remedies: [{ title: 'Export the model again.' }],
  };
}

/** `load.external-data-outside`, `load.newer-format`, `load.rules-broken`, `load.functions-unopened`. */
export function onnxFindings(file: string, model: OnnxModel, { unopenedCalls, recursive }: OnnxProgram): Finding[] {
  const places: Finding['places'] = [{ kind: 'archive', file }];
  const findings: Finding[] = [];
  const outside = externalDataOutside(file, model.externalFiles);
  if (outside) findings.push(outside);
  if (model.irVersion > NEWEST_IR) {
    findings.push({
      code: 'load.newer-format',
      severity: 'warning',
      message: `The model is of IR version ${model.irVersion}; ${NEWEST_IR} is the newest that is known here, and what is new in it is not shown.`,
      places,
      remedies: [{ title: 'Look for a newer version of Torch-TensorRT Lens.' }],
    });
  }
  const broken = [
    ...brokenRules(model),
    ...recursive.slice(0, MOST_NAMES).map((name) => `function ${name} calls itself`),
  ];
  if (broken.length > 0) {
    findings.push({
      code: 'load.rules-broken',
      severity: 'warning',
      message: `The model breaks rules of ONNX, and a runtime may refuse it: ${broken.join('; ')}.`,
      places,
      remedies: [{ title: 'See what onnx.checker.check_model says, and export the model again.' }],
    });
  }
  if (unopenedCalls > 0) {
    findings.push({
      code: 'load.functions-unopened',
      severity: 'information',
      message: `The functions of the model call each other too often to show all: ${formatCount(unopenedCalls, 'call')} stand for themselves.`,
      places,
      remedies: [{ title: 'Inline the functions (onnx.inliner) to see the whole.' }],
    });
  }
  return findings;
}

/** Rules of the IR specification (onnx/docs/IR.md) that a reader can see broken. */
function brokenRules(model: OnnxModel): string[] {
  const { irVersion, opsets, functions, graph } = model;
  const rules: string[] = [];
  if (irVersion < 1) rules.push('it states no IR version');
  if (functions.length > 0 && irVersion >= 1 && irVersion < IR_OF_FUNCTIONS)
    rules.push(`it has functions, which IR version ${irVersion} does not know`);
  if (irVersion >= 1 && irVersion < IR_OF_WEIGHTS) {
    const inputs = new Set(graph.inputs.map(({ name }) => name));
    const count = graph.initializers.filter(({ name }) => !inputs.has(name)).length;
    if (count > 0) rules.push(`${formatCount(count, 'weight')} are no inputs, as IR version ${irVersion} asks for`);
  }
  const missing = [...domainsUsed(model)].filter((domain) => !opsets.has(domain));
  if (missing.length > 0 && irVersion >= 3) {
    const names = missing.slice(0, MOST_NAMES).map((domain) => domain.slice(0, 100) || 'ai.onnx');
    rules.push(`it imports no operator set of ${names.join(', ')}${missing.length > MOST_NAMES ? ' and others' : ''}`);
  }
  return rules;
}

/** Of the nodes outside of functions, which import operator sets of their own. */
function domainsUsed({ graph }: OnnxModel): Set<string> {
  const domains = new Set<string>();
  for (const { nodes } of allGraphs(graph)) {
    for (let node = 0; node < nodes.count; node++) domains.add(nodes.operator(node).domain);
  }
  return domains;
}
