import { describe, expect, test } from 'vitest';
import { SETTINGS, type Setting } from '../../../extension/core/compile/settings';
import { TASK_TYPE, definitionProblem } from '../../../extension/host/tasks/definition';
import { type JsonSchema, manifest } from './manifest';

/** What package.json has to say about a setting of Torch-TensorRT. */
function schemaOf(setting: Setting): JsonSchema {
  const { type, help, minimum, values } = setting;
  const common = {
    description: setting.ignoredByRtx ? `${help} TensorRT-RTX takes it without effect.` : help,
    default: setting.default,
  };
  const item = values ? { enum: [...values] } : { type: 'string', minLength: 1 };
  if (type === 'text-list') return { ...common, type: 'array', items: item };
  const decidesItself = setting.default === null;
  if (typeof type === 'object') return { ...common, enum: decidesItself ? [...type.choices, null] : [...type.choices] };
  return { ...common, type: decidesItself ? [type, 'null'] : type, ...(minimum !== undefined && { minimum }) };
}

const wanted = Object.fromEntries(SETTINGS.map((setting) => [setting.name, schemaOf(setting)]));
const configuration = Object.assign(
  {},
  ...manifest.contributes.configuration.map(({ properties }) => properties),
) as Record<string, JsonSchema & { scope: string }>;
const task = manifest.contributes.taskDefinitions[0]!;

describe.each([
  ['the setting trtlens.compile.settings', configuration['trtlens.compile.settings']],
  ['"settings" of a task', task.properties?.['settings']],
])('%s', (_name, schema) => {
  test('has every setting of Torch-TensorRT that we pass, and no other', () => {
    expect(schema?.properties).toEqual(wanted);
    expect(schema?.['additionalProperties']).toBe(false);
  });
});

describe('settings', () => {
  test('are those that the code reads', () => {
    expect(Object.keys(configuration).sort()).toEqual([
      'trtlens.compile.openReport',
      'trtlens.compile.outputFolder',
      'trtlens.compile.settings',
      'trtlens.log.level',
      'trtlens.python.path',
      'trtlens.target',
      'trtlens.tensorrt.libraryFolder',
    ]);
  });

  test('a compile is set by folder, the interpreter by machine', () => {
    expect(configuration['trtlens.compile.settings']?.scope).toBe('resource');
    expect(configuration['trtlens.compile.outputFolder']?.scope).toBe('resource');
    expect(configuration['trtlens.python.path']?.scope).toBe('machine-overridable');
    expect(configuration['trtlens.tensorrt.libraryFolder']?.scope).toBe('machine-overridable');
  });

  test('each has a description and a default', () => {
    for (const [name, schema] of Object.entries(configuration)) {
      expect(schema['description'] ?? schema['markdownDescription'], name).toMatch(/^%.+%$/);
      expect(schema, name).toHaveProperty('default');
    }
  });
});

describe('tasks', () => {
  const typical: Readonly<Record<string, unknown>> = { string: 'text', array: ['text'], object: {} };

  test('are of the type that is provided and need a model', () => {
    expect(task.type).toBe(TASK_TYPE);
    expect(task.required).toEqual(['model']);
    expect(definitionProblem({ type: TASK_TYPE })).toBe('The task names no model.');
  });

  test.each(Object.entries(task.properties ?? {}))('"%s" is accepted as the schema has it', (name, schema) => {
    const definition = { type: TASK_TYPE, model: 'model.py', [name]: typical[String(schema.type)] };
    expect(definitionProblem(definition)).toBeUndefined();
  });

  test.each(Object.keys(task.properties ?? {}))('"%s" as a number is refused by name', (name) => {
    const problem = definitionProblem({ type: TASK_TYPE, model: 'model.py', [name]: 7 });
    expect(problem).toContain(name);
  });
});
