/** Asking for the shapes of an ONNX model's inputs with open dimensions, with what can be offered. */

import * as vscode from 'vscode';
import {
  type DeclaredInput,
  type ShapeRange,
  describeInput,
  formatShapes,
  isOpen,
  parseShapes,
  shapeProblem,
} from '../../core/compile/shapes';
import { shapeOffers } from '../../core/compile/shapeOffers';
import type { ReportReader } from './reportReader';

/** Where the shapes of the last time are kept, by the model's path. */
type Memory = Pick<vscode.Memento, 'get' | 'update'>;

interface Choice extends vscode.QuickPickItem {
  readonly range: ShapeRange | undefined;
}

export class ShapeQuestion {
  constructor(
    private readonly reader: ReportReader,
    private readonly memory: Memory,
  ) {}

  /**
   * One range for each input with open dimensions, none where the model has no such input or cannot be read: the compile
   * says why. Undefined where the user gave the question up.
   */
  async ask(model: vscode.Uri): Promise<readonly ShapeRange[] | undefined> {
    const inputs = await this.openInputs(model);
    const key = `shapes:${model.fsPath}`;
    const last = this.memory.get<Record<string, string>>(key, {});
    const ranges: ShapeRange[] = [];
    for (const [index, input] of inputs.entries()) {
      const step = inputs.length > 1 ? ` (${index + 1} of ${inputs.length})` : '';
      const range = await askOne(input, last[input.name], `Shape of ${input.name}${step}`);
      if (!range) return undefined;
      ranges.push(range);
    }
    if (ranges.length > 0) {
      await this.memory.update(key, Object.fromEntries(ranges.map((range) => [range.input, formatShapes(range)])));
    }
    return ranges;
  }

  private async openInputs(model: vscode.Uri): Promise<DeclaredInput[]> {
    const artifact = await this.reader.inspect(model);
    const inputs = (artifact?.inputs ?? []).map(({ name, dtype, sizes, ranked }) => ({
      name: name ?? '',
      dtype: dtype ?? '',
      shape: ranked ? (sizes ?? []) : undefined,
    }));
    return inputs.filter(isOpen);
  }
}

async function askOne(input: DeclaredInput, last: string | undefined, title: string): Promise<ShapeRange | undefined> {
  const choices = offers(input, last);
  if (choices.length > 0) {
    const other: Choice = { label: '$(edit) Another Shape…', alwaysShow: true, range: undefined };
    const choice = await vscode.window.showQuickPick([...choices, other], {
      title,
      placeHolder: `${describeInput(input)}: one shape for all runs, or a range`,
      matchOnDescription: true,
      ignoreFocusOut: true,
    });
    if (!choice || choice.range) return choice?.range;
  }
  const text = await vscode.window.showInputBox({
    title,
    prompt: `${describeInput(input)}: one shape, or MIN:OPT:MAX`,
    value: choices[0]?.range ? formatShapes(choices[0].range) : '',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const range = readRange(input, value);
      return typeof range === 'string' ? range : undefined;
    },
  });
  const range = text === undefined ? undefined : readRange(input, text);
  return typeof range === 'string' ? undefined : range;
}

/** What was chosen the last time comes first, where it still suits the model. */
function offers(input: DeclaredInput, last: string | undefined): Choice[] {
  const remembered = last === undefined ? undefined : readRange(input, last);
  const known: Choice[] =
    remembered === undefined || typeof remembered === 'string'
      ? []
      : [{ label: formatShapes(remembered), description: 'as the last time', range: remembered }];
  const others = shapeOffers(input).map(({ title, range }) => ({
    label: formatShapes(range),
    description: title,
    range,
  }));
  return [...known, ...others.filter(({ label }) => label !== known[0]?.label)];
}

/** What is wrong with the text as a sentence. */
function readRange(input: DeclaredInput, text: string): ShapeRange | string {
  const range = parseShapes(input.name, text);
  return typeof range === 'string' ? range : (shapeProblem(range, input) ?? range);
}
