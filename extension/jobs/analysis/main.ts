/** The analysis server: opens files in a process of its own, so that a large or hostile one costs nobody else anything. */

import { encodeFinding } from '../../core/findings/codec';
import { Messenger } from '../../core/messaging/messenger';
import { encodeReport } from '../../core/report/codec';
import { summarizeReport } from '../../core/report/summary';
import { parentChannel } from '../process/child';
import { readWhole } from './files';
import { openArtifactAt } from './openArtifact';

new Messenger<never, 'inspect' | 'describeReport' | 'open'>(parentChannel(), {
  async inspect({ path, targets }) {
    return (await openArtifactAt(path ?? '', targets ?? [])).artifact;
  },
  async open({ path, targets }) {
    const { artifact, report } = await openArtifactAt(path ?? '', targets ?? []);
    return { artifact, ...(report && { report: encodeReport(report) }) };
  },
  async describeReport({ path }) {
    const bytes = await readWhole(path ?? '');
    if (!bytes.ok) return { findings: bytes.findings.map(encodeFinding) };
    return summarizeReport(bytes.value, path ?? '');
  },
});
process.on('disconnect', () => process.exit(0));
