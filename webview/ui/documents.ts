/** What a page shows: the document that the host sends on request and again after each compile, decoded and checked. */

import type { Finding, Remedy } from '../../extension/core/findings/finding';
import { decodeFinding, encodeRemedy } from '../../extension/core/findings/codec';
import type { Messenger } from '../../extension/core/messaging/messenger';
import { decodeReport } from '../../extension/core/report/codec';
import type { Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';

export type HostRequests =
  'loadDocument' | 'openSource' | 'select' | 'applyRemedy' | 'copyText' | 'runCommand' | 'saveFile';
export type Host = Messenger<HostRequests>;

/** One document as a page shows it. */
export interface Shown {
  readonly title: string;
  /** Absent where nothing is open, or where `findings` say why it cannot be shown. */
  readonly report: Report | undefined;
  /** What `report` was read from, which does not need it any more: a page may hand it over to a worker. */
  readonly encoded: Uint8Array;
  readonly findings: readonly Finding[];
  /** What the file is, where it is no report. */
  readonly artifact: trtlens.IArtifact | undefined;
}

export function readDocument(document: trtlens.IDocument): Shown {
  const title = document.title ?? '';
  const findings = (document.findings ?? []).flatMap(readFinding);
  const artifact = document.artifact ?? undefined;
  const encoded = document.report ?? new Uint8Array();
  if (encoded.length === 0) return { title, report: undefined, encoded, findings, artifact };
  const outcome = decodeReport(encoded);
  const all = [...findings, ...outcome.findings];
  if (!outcome.ok) return { title, report: undefined, encoded, findings: all, artifact };
  const report = { ...outcome.value, findings: [...all, ...outcome.value.findings] };
  return { title, report, encoded, findings: [], artifact };
}

function readFinding(finding: trtlens.IFinding): Finding[] {
  try {
    return [decodeFinding(finding)];
  } catch {
    return []; // The message is in no language that this version speaks; the report's own findings still show.
  }
}

/** Asks for the document, then follows its changes. Returns what asks for it once more. */
export function followDocument(host: Host, show: (shown: Shown) => void): () => void {
  const take = (document: trtlens.IDocument): void => show(readDocument(document));
  const failed = (failure: unknown): void =>
    show({
      title: '',
      report: undefined,
      encoded: new Uint8Array(),
      findings: [notLoaded(failure)],
      artifact: undefined,
    });
  const ask = (): void => void host.request('loadDocument', {}).then(take, failed);
  host.on('documentChanged', take);
  ask();
  return ask;
}

function notLoaded(failure: unknown): Finding {
  return {
    code: 'report.corrupt',
    severity: 'error',
    message: 'The file could not be loaded.',
    places: [],
    remedies: [{ title: 'Close this editor and open the file again.' }],
    detail: failure instanceof Error ? failure.message : String(failure),
  };
}

/** What a person can have done from a page. Failures are told through `report`, which shows one line. */
export class Actions {
  constructor(
    private readonly host: Host,
    private readonly report: (message: string) => void,
  ) {}

  openSource(file: string, line: number, column = 0): void {
    this.run(this.host.request('openSource', { file, line, column }), `${file} could not be opened`);
  }

  select(target: trtlens.IRevealTarget): void {
    this.run(this.host.request('select', target), 'The selection could not be shown elsewhere');
  }

  applyRemedy(remedy: Remedy): void {
    this.run(
      this.host.request('applyRemedy', { remedy: encodeRemedy(remedy) }),
      `"${remedy.title}" could not be applied`,
    );
  }

  copyText(text: string): void {
    this.run(
      this.host.request('copyText', { text }).then(() => this.report('Copied.')),
      'Nothing could be copied',
    );
  }

  /** Asks where to keep something; `name` is what it would be called, and `note` is said of it once it is kept. */
  saveFile(name: string, contents: Uint8Array, note = ''): void {
    this.run(
      this.host
        .request('saveFile', { name, contents })
        .then(({ text }) => this.report(text ? `Exported to ${text}. ${note}`.trim() : 'Nothing was exported.')),
      'The export could not be written',
    );
  }

  private run(answer: Promise<unknown>, failed: string): void {
    answer.catch((failure: unknown) => {
      const reason = failure instanceof Error ? failure.message : String(failure);
      this.report(`${failed}: ${reason}`);
    });
  }
}
