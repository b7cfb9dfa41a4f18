// What figures depend on besides what they measure; they are recorded with it.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** "2 cores, AMD EPYC". */
export const processors = () => `${cpus().length} cores, ${cpus()[0].model}`;

/** How many processes wanted a core in the last minute, on average. */
export const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
