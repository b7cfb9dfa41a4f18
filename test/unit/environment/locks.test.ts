import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locksIn, requirementsOf } from '../../../extension/core/environment/managedEnvironment';

const folder = join(__dirname, '../../../native/torch/locks');
const locks = locksIn(readdirSync(folder));

describe('locks of the managed environment', () => {
  it('are there for Python 3.10 to 3.13; the CPU build where it could be had', () => {
    const minors = (build: string) => locks.filter((lock) => lock.build === build).map(({ minor }) => minor);
    expect(minors('cuda').sort()).toEqual([10, 11, 12, 13]);
    expect(minors('cpu')).toContain(11);
  });

  describe.each(locks)('$file', ({ file, build, minor }) => {
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
    const requirements = lines.filter((line) => !line.startsWith('#'));
    const versions = new Map(requirementsOf(requirements.join('\n')).map(({ name, version }) => [name, version]));

    it('has nothing but exact versions with their hashes', () => {
      for (const line of requirements) {
        expect(line).toMatch(/^[a-z0-9][a-z0-9-]*==[0-9][0-9a-z.+]*( --hash=sha256:[0-9a-f]{64})+$/);
      }
      expect(versions.size).toBe(requirements.length);
    });

    it('names no host and no path', () => {
      for (const line of lines) expect(line).not.toMatch(/:\/\/|file:|@|(^|[\s'"])[./~]\S*\//);
    });

    it('says for which Python and build it is', () => {
      expect(lines[0]).toContain(`Python 3.${minor} on Linux x86-64`);
      expect(lines[0]).toContain(build === 'cpu' ? 'CPU build' : 'CUDA build');
    });

    it('pins what the product is tested with, and the tools that build the source packages', () => {
      expect(versions.get('torch')).toBe(build === 'cpu' ? '2.13.0+cpu' : '2.13.0');
      expect(versions.get('torch-tensorrt-rtx')).toBe('2.13.0');
      for (const name of ['', '-cu13', '-cu13-libs', '-cu13-bindings']) {
        expect(versions.get(`tensorrt-rtx${name}`)).toBe('1.5.0.114');
      }
      for (const tool of ['pip', 'setuptools', 'wheel', 'packaging']) expect(versions.has(tool)).toBe(true);
    });

    it('has CUDA only in the CUDA build', () => {
      expect(versions.has('nvidia-cudnn-cu13')).toBe(build === 'cuda');
      expect(versions.has('triton')).toBe(build === 'cuda');
    });
  });

  it('agree on every package but torch', () => {
    const of = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n');
    for (const { file, minor } of locks.filter(({ build }) => build === 'cpu')) {
      const cuda = of(`py3${minor}-cuda.txt`);
      const own = of(file).filter((line) => line !== '' && !line.startsWith('#') && !cuda.includes(line));
      expect(own.map((line) => line.split('==')[0])).toEqual(['torch']);
    }
  });
});
