import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runTool } from '../../../extension/jobs/environment/tool';
import { isRunning } from './fakePython';

const folder = mkdtempSync(join(tmpdir(), 'trtlens-module-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = join(__dirname, '../../../native/torch/locks/run_module.py');

const MODULE = `
import os, subprocess, sys
child = subprocess.Popen(["sleep", "100"])
open(sys.argv[1], "w").write(f"{os.getpid()} {child.pid}")
child.wait()
`;

// Processes are started here, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

describe('run_module.py', () => {
  it('runs a module with its arguments, and ends as that does', async () => {
    writeFileSync(join(folder, 'ending.py'), 'import sys\nprint(__name__, sys.argv[1:])\nsys.exit(3)\n');
    const environment = { ...process.env, PYTHONPATH: folder };
    const result = await runTool('python3', [script, 'ending', 'a b', '-x'], { environment });
    expect(result).toMatchObject({ end: 'exited', code: 3, output: "__main__ ['a b', '-x']" });
  });

  it('ends its group, children included, when the parent is gone', async () => {
    writeFileSync(join(folder, 'lasting.py'), MODULE);
    const pids = join(folder, 'pids');
    const child = spawn('python3', [script, 'lasting', pids], {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: { ...process.env, PYTHONPATH: folder },
    });
    const started = await vi.waitFor(
      () => {
        const numbers = readFileSync(pids, 'utf8').split(' ').map(Number);
        expect(numbers).toHaveLength(2);
        return numbers;
      },
      { timeout: 5000 },
    );
    expect(started.filter(isRunning)).toEqual(started);
    child.stdin.end();
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 2000 });
  });
});
