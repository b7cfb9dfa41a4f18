/** Options that `compile` and `partition` share, and Torch-TensorRT's settings as options of the same names. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ModuleNames, DEFAULT_NAMES } from '../core/compile/task';
import { type ShapeRange, parseShapeOption } from '../core/compile/shapes';
import type { Remedy } from '../core/findings/finding';
import { SETTINGS, type Setting, findSetting, optionName, settingProblem } from '../core/compile/settings';

export interface ModelFlags {
  readonly python?: string;
  readonly import: readonly string[];
  readonly modelName: string;
  readonly inputsName: string;
  readonly dynamicShapesName: string;
  readonly shape: readonly ShapeRange[];
  readonly tensorrt?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--python <path>',
      'Python that has torch_tensorrt (default: TRTLENS_PYTHON, PATH, the managed environment)',
    )
    .option('--import <file>', 'Python file to run first, for custom operations; may be repeated', collect, [])
    .option('--model-name <name>', 'name of the model in a .py', DEFAULT_NAMES.model)
    .option('--inputs-name <name>', 'name of its inputs in a .py', DEFAULT_NAMES.inputs)
    .option('--dynamic-shapes-name <name>', 'name of its dynamic shapes in a .py', DEFAULT_NAMES.dynamicShapes)
    .option(
      '--shape <input=shape>',
      'of an .onnx: shape of an input with open dimensions, as x=1x3x224x224, or a range as x=MIN:OPT:MAX; may be repeated',
      readShape,
      [],
    )
    .option('--tensorrt <folder>', 'of an .onnx: folder with the libraries of TensorRT-RTX, instead of a Python’s')
    .option('--json', 'print the answer as JSON')
    .option('--quiet', 'no progress on standard error');
}

export function moduleNames(flags: ModelFlags): ModuleNames {
  return { model: flags.modelName, inputs: flags.inputsName, dynamicShapes: flags.dynamicShapesName };
}

/** One option a setting; a boolean has its opposite as well. */
export function addSettingOptions(command: Command): Command {
  command.optionsGroup('Torch-TensorRT settings:');
  for (const setting of SETTINGS) for (const option of settingOptions(setting)) command.addOption(option);
  return command;
}

/** The settings that were given, by Torch-TensorRT's names. `flags`: what commander made of the command line. */
export function readSettings(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = SETTINGS.map((setting) => [setting.name, flags[attributeName(setting)]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The options that carry a remedy out: "--min-block-size 2"; "" for one that takes more than options. */
export function remedyOptions({ action }: Remedy): string {
  if (action?.kind !== 'settings') return '';
  const options = Object.entries(action.change).map(([name, value]) => {
    const setting = findSetting(name);
    if (!setting || value === null) return undefined;
    const option = optionName(setting);
    if (typeof value === 'boolean') return value ? option : option.replace('--', '--no-');
    return (Array.isArray(value) ? value : [value]).map((each) => `${option} ${String(each)}`).join(' ');
  });
  return options.every((option) => option !== undefined) ? options.join(' ') : '';
}

function settingOptions(setting: Setting): Option[] {
  const name = optionName(setting);
  const help = setting.ignoredByRtx ? `${setting.help} Without effect on TensorRT-RTX.` : setting.help;
  const { type } = setting;
  if (type === 'boolean') {
    const [on, off] = [new Option(name, help), new Option(name.replace('--', '--no-'), help)];
    return setting.default === true ? [on.hideHelp(), off] : [on, off.hideHelp()];
  }
  if (type === 'text-list') {
    const read = (value: string, previous: unknown): string[] => {
      const all = collect(value, previous as string[] | undefined);
      const problem = settingProblem(setting.name, all);
      if (problem !== undefined) throw new InvalidArgumentError(problem);
      return all;
    };
    return [new Option(`${name} <name>`, `${help} May be repeated.`).argParser(read)];
  }
  if (typeof type === 'object') return [new Option(`${name} <value>`, help).choices(type.choices)];
  const shown = setting.default === null ? help : `${help} (default: ${String(setting.default)})`;
  return [new Option(`${name} <n>`, shown).argParser((value) => readNumber(setting, value))];
}

/** commander's name for an option: "--torch-executed-op" is torchExecutedOp. */
function attributeName(setting: Setting): string {
  return new Option(`${optionName(setting)} <value>`).attributeName();
}

function readNumber(setting: Setting, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  const problem = settingProblem(setting.name, value);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return value;
}

function readShape(text: string, previous: readonly ShapeRange[]): ShapeRange[] {
  const range = parseShapeOption(text);
  if (typeof range === 'string') throw new InvalidArgumentError(range);
  return [...previous.filter(({ input }) => input !== range.input), range];
}

function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
