/**
 * What pip prints, line by line, as progress and as reasons. Written against pip 26 (`--progress-bar raw`); the older pip of
 * a fresh virtual environment prints the same lines without the numbers.
 */

export interface PipProgress {
  /** Requirements begun, of all that were asked for. */
  readonly begun: number;
  /** `torch 2.13.0+cpu`; "" before the first. */
  readonly current: string;
  /** Part of the current file that is there, 0 to 1; undefined while it is not known. */
  readonly part: number | undefined;
}

/** Keeps count over the lines of one run of pip. */
export class PipOutput {
  private progress: PipProgress = { begun: 0, current: '', part: undefined };

  /** Progress after this line, or undefined when the line changes nothing. */
  read(line: string): PipProgress | undefined {
    const requirement = /^(?:Collecting|Requirement already satisfied:) ([^\s=]+)==([^\s(;]+)/.exec(line);
    if (requirement) return this.next(`${requirement[1]} ${requirement[2]}`);
    // A file that find-links names by its path is not collected; its name says what it is.
    const file = /^Processing .*?([^/\\]+?)-([^-/\\]+?)(?:-[^/\\]*\.whl|\.tar\.gz|\.zip)(?:\s|$)/.exec(line);
    if (file) return this.next(`${file[1]} ${decodeName(file[2] as string)}`);
    const bytes = /^Progress (\d+) of (\d+)/.exec(line);
    if (!bytes || Number(bytes[2]) === 0) return undefined;
    this.progress = { ...this.progress, part: Math.min(Number(bytes[1]) / Number(bytes[2]), 1) };
    return this.progress;
  }

  private next(current: string): PipProgress {
    this.progress = { begun: this.progress.begun + 1, current, part: undefined };
    return this.progress;
  }
}

function decodeName(text: string): string {
  return text.replace(/%2B/gi, '+');
}

/** Why pip failed, as far as a user can act on it. */
export type PipFailure = 'disk-full' | 'not-found' | 'wrong-hash' | 'offline' | 'other';

/** Reads the reason off what pip printed. The order matters: pip calls a file that it cannot reach "not found" too. */
export function pipFailure(output: string): PipFailure {
  if (/No space left on device|Disk quota exceeded|\[Errno (28|122)\]/.test(output)) return 'disk-full';
  if (/DO NOT MATCH THE HASHES/i.test(output)) return 'wrong-hash';
  if (
    /NewConnectionError|Temporary failure in name resolution|Network is unreachable|ProxyError|Read ?Timed? ?Out|ConnectTimeout|SSLError|Connection (refused|reset|aborted)|Max retries exceeded/i.test(
      output,
    )
  ) {
    return 'offline';
  }
  if (/No matching distribution found|Could not find a version/.test(output)) return 'not-found';
  return 'other';
}

/** The last lines that say something, for a finding's detail. */
export function lastLines(output: string, count = 15): string {
  const lines = output.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '' && !/^Progress \d+ of \d+/.test(line));
  return lines.slice(-count).join('\n');
}
