import { describe, expect, it } from 'vitest';
import { ZipArchive } from '../../../extension/core/formats/zip';
import { counted } from './files';
import { zip } from './zipWriter';

describe('ZipArchive', () => {
  it('reads a directory of thousands of members in few parts', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `m/data/weights/weight_${index}`);
    const { file, reads } = counted('/m/a.pt2', zip(Object.fromEntries(names.map((name) => [name, name]))));
    const archive = await ZipArchive.open(file);
    expect(archive.members).toEqual(names);
    expect(reads()).toBeLessThan(20);
    expect(Buffer.from(await archive.read(names[4321]!, 100)).toString()).toBe(names[4321]);
  });
});
