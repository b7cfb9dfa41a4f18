/** The analysis server: opens files in a process of its own, so that a large or hostile one costs nobody else anything. */

import { encodeFinding } from '../../core/findings/codec';
import { inspectArtifact } from '../../core/formats/inspect';
import { Messenger } from '../../core/messaging/messenger';
import { summarizeReport } from '../../core/report/summary';
import { parentChannel } from '../process/child';
import { openFile, readWhole } from './files';

const channel = parentChannel();
new Messenger<never, 'inspect' | 'describeReport'>(channel, {
  async inspect({ path }) {
    const file = await openFile(path ?? '');
    if (!file.ok) return { kind: 'unknown', path: path ?? '', findings: file.findings.map(encodeFinding) };
    try {
      return await inspectArtifact(file.value);
    } finally {
      await file.value.close();
    }
  },
  async describeReport({ path }) {
    const bytes = await readWhole(path ?? '');
    if (!bytes.ok) return { findings: bytes.findings.map(encodeFinding) };
    return summarizeReport(bytes.value, path ?? '');
  },
});
process.on('disconnect', () => process.exit(0));
