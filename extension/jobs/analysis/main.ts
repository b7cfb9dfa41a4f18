/** The analysis server: opens files in a process of its own, so that a large or hostile one costs nobody else anything. */

import { Messenger } from '../../core/messaging/messenger';
import { encodeReport } from '../../core/report/codec';
import { summarizeReport } from '../../core/report/summary';
import { parentChannel } from '../process/child';
import { ArtifactCache } from './artifactCache';

const files = new ArtifactCache();

new Messenger<never, 'inspect' | 'describeReport' | 'open'>(parentChannel(), {
  async inspect({ path, targets }) {
    return (await files.open(path ?? '', targets ?? [])).artifact;
  },
  async open({ path, targets }) {
    const { artifact, report } = await files.open(path ?? '', targets ?? []);
    return { artifact, ...(report && { report: encodeReport(report) }) };
  },
  async describeReport({ path }) {
    const { artifact, report } = await files.open(path ?? '', []);
    return report ? summarizeReport(report) : { findings: artifact.findings ?? [] };
  },
});
process.on('disconnect', () => process.exit(0));
