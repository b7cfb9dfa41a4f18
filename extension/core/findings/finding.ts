/**
 * Everything the product has to say about a model, a file or a run is a finding: what, where, how bad, what to try.
 * The Problems panel, the CLI, SARIF and notifications print the same values; none of them invents text of its own.
 */

export type Severity = 'error' | 'warning' | 'information';

/** Where a finding is. A finding may know several places; the first is the one to open. */
export type Place =
  | { readonly kind: 'source'; readonly file: string; readonly line: number; readonly column?: number }
  | { readonly kind: 'node'; readonly node: string; readonly module?: string }
  | { readonly kind: 'engine'; readonly engine: string; readonly layer?: string }
  | { readonly kind: 'archive'; readonly file: string; readonly member?: string; readonly offset?: number };

/** Something to try, offered only when it was seen to help or cannot hurt. */
export interface Remedy {
  readonly title: string;
  /** Settings, edit or command that carries the remedy out; absent when only a person can. */
  readonly action?: RemedyAction;
  /** What was seen to change when it was tried, such as "5 engines become 1". */
  readonly effect?: string;
}

export type RemedyAction =
  | { readonly kind: 'settings'; readonly change: Readonly<Record<string, unknown>> }
  | { readonly kind: 'edit'; readonly file: string; readonly diff: string }
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly unknown[] };

export interface Finding {
  /** Stable and documented (docs/findings.md), area first: `build.crashed`, `load.corrupt`, `break.no-converter`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that names the thing and the value: "k = 5000 exceeds TensorRT's limit of 3840 for topk". */
  readonly message: string;
  readonly places: readonly Place[];
  readonly remedies: readonly Remedy[];
  /** What was printed or raised: a Python traceback, the last lines of a log. Never the message alone. */
  readonly detail?: string;
}

/** The result of work that can fail in ways a user can act on. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly [Finding, ...Finding[]] };

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
