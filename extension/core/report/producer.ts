/** Who writes the reports: "trtlens 0.1.0". */

import { version } from '../../../package.json';

export const VERSION = version;
export const PRODUCER = `trtlens ${version}`;
