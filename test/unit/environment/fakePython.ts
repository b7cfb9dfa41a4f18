/**
 * A Python that is a shell script: it answers `probe.py`, makes "environments", and plays pip, so that every step of a
 * set-up can be made to hang or fail. What it does is written to `log`, one step a line.
 */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type FakeStep = 'probe' | 'venv' | 'tools' | 'dry-run' | 'download' | 'install' | 'verify';

const HASH = 'a'.repeat(64);

export class FakeMachine {
  readonly root = mkdtempSync(join(tmpdir(), 'trtlens-setup-'));
  readonly dataFolder = join(this.root, 'data folder ü');
  readonly locksFolder = join(this.root, 'locks');
  readonly workerFolder = join(this.root, 'worker');
  readonly bin = join(this.root, 'bin');
  private readonly control = join(this.root, 'control');

  constructor(pythons: readonly string[] = ['3.11.7'], locks: readonly string[] = ['py311-cpu', 'py311-cuda']) {
    for (const folder of [this.locksFolder, this.workerFolder, this.bin, this.control]) mkdirSync(folder);
    for (const version of pythons) this.addPython(version);
    for (const lock of locks) {
      writeFileSync(join(this.locksFolder, `${lock}.txt`), lockText(lock.endsWith('cpu') ? '2.13.0+cpu' : '2.13.0'));
    }
  }

  /** PATH holds the fakes and what a shell script needs. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.bin}:/usr/bin:/bin` };
  }

  addPython(version: string, traits: Readonly<Record<string, unknown>> = {}): string {
    const path = join(this.bin, `python${version.split('.').slice(0, 2).join('.')}`);
    const answer = { python: version, implementation: 'CPython', bits: 64, platform: 'linux-x86_64', has_venv: true };
    writeFileSync(`${path}.json`, JSON.stringify({ ...answer, executable: path, ...traits }));
    writeFileSync(path, SCRIPT.replaceAll('@CONTROL@', this.control));
    chmodSync(path, 0o755);
    return path;
  }

  /** `native/torch` under `root`, as the extension has it. */
  layOutAsExtension(): void {
    const native = join(this.root, 'native', 'torch');
    mkdirSync(native, { recursive: true });
    symlinkSync(this.locksFolder, join(native, 'locks'));
  }

  /** The step waits for ever, with a child of its own; `stubborn`: neither minds SIGTERM. */
  hangAt(step: FakeStep, stubborn = false): void {
    writeFileSync(join(this.control, `hang-${step}`), stubborn ? 'stubborn' : '');
  }

  /** The step prints this and ends with status 1. */
  failAt(step: FakeStep, output: string): void {
    writeFileSync(join(this.control, `fail-${step}`), output);
  }

  /** What the verification prints instead of the right versions. */
  verifyAs(versions: Readonly<Record<string, string>>): void {
    writeFileSync(join(this.control, 'versions.json'), JSON.stringify(versions));
  }

  heal(): void {
    for (const step of ['probe', 'venv', 'tools', 'dry-run', 'download', 'install', 'verify']) {
      for (const kind of ['hang', 'fail']) rmSync(join(this.control, `${kind}-${step}`), { force: true });
    }
    rmSync(join(this.control, 'versions.json'), { force: true });
    rmSync(join(this.control, 'pids'), { force: true });
  }

  get log(): readonly string[] {
    return this.read('log');
  }

  /** Everything that was started by a hanging step. */
  get pids(): readonly number[] {
    return this.read('pids').map(Number);
  }

  forgetLog(): void {
    rmSync(join(this.control, 'log'), { force: true });
  }

  /** Resolves when a hanging step was reached. */
  async reached(): Promise<void> {
    for (let i = 0; this.pids.length < 2; i++) {
      if (i > 1000) throw new Error(`the step was not reached: ${this.log.join(', ')}`);
      await sleep(10);
    }
  }

  dispose(): void {
    for (const pid of this.pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    rmSync(this.root, { recursive: true, force: true });
  }

  private read(name: string): readonly string[] {
    const path = join(this.control, name);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  }
}

/** Runs, and is not a zombie that its parent has yet to look at. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

export function lockText(torch: string): string {
  const packages = [
    'numpy==2.4.6',
    'packaging==26.3',
    'pip==26.3',
    'setuptools==84.2.1',
    'tensorrt-rtx==1.5.0.114',
    `torch==${torch}`,
    'torch-tensorrt-rtx==2.13.0',
    'wheel==0.48.0',
  ];
  return ['# A lock', ...packages.map((each) => `${each} --hash=sha256:${HASH}`), ''].join('\n');
}

const SCRIPT = `#!/bin/bash
control='@CONTROL@'
here="$(dirname "$0")"

step() {
  echo "$1" >> "$control/log"
  if [ -e "$control/hang-$1" ]; then
    [ "$(cat "$control/hang-$1")" = stubborn ] && trap '' TERM
    sleep 1000 &
    echo $! >> "$control/pids"
    echo $$ >> "$control/pids"
    wait; wait; wait
  fi
  if [ -e "$control/fail-$1" ]; then cat "$control/fail-$1" >&2; exit 1; fi
}

each() { grep -o '^[a-z0-9-]*==[^ ]*' "$1"; }

case "$1" in
*/probe.py)
  step probe
  if [ -e "$here/../versions" ]; then
    echo '{"executable": "'"$0"'", "python": "3.11.7", "bits": 64, "torch": "'"$(cat "$here/../versions")"'", "torch_tensorrt": "2.13.0", "flavour": "rtx", "tensorrt": "1.5.0.114"}'
  else
    cat "$(readlink -f "$0").json"
  fi ;;
-c)
  step verify
  if [ -e "$control/versions.json" ]; then cat "$control/versions.json"
  else echo '{"python": "3.11.7", "torch": "'"$(cat "$here/../versions")"'", "torch_tensorrt": "2.13.0", "tensorrt": "1.5.0.114"}'; fi ;;
*/run_module.py)
  case "$2 $3 $*" in
  venv*)
    step venv
    mkdir -p "$3/bin" "$3/lib/python3.11/site-packages"
    ln -s "$0" "$3/bin/python" ;;
  *--dry-run*)
    step dry-run
    echo '{"sha256": "${HASH}"}' ;;
  *tools.txt)
    step tools ;;
  pip\\ download*)
    for file; do :; done
    while [ "$1" != --dest ]; do shift; done
    dest="$2"
    mkdir -p "$dest"
    for item in $(each "$file"); do
      echo "Collecting $item (from -r $file)"
      if [ -e "$dest/$item" ]; then echo "$item: kept" >> "$control/log"; continue; fi
      echo "Progress 50 of 100"
      case "$item" in torch==*) step download ;; esac
      echo "Progress 100 of 100"
      echo "$item: downloaded" >> "$control/log"
      touch "$dest/$item"
    done ;;
  pip\\ install*)
    step install
    for file; do :; done
    for item in $(each "$file"); do mkdir -p "$here/../lib/python3.11/site-packages/$item.dist-info"; done
    each "$file" | sed -n 's/^torch==//p' > "$here/../versions" ;;
  esac ;;
esac
`;
