/**
 * What to say about a worker that ended without saying how it went. A TensorRT builder can take its process down
 * (SAM 2's image encoder does with TensorRT-RTX 1.5.0.114), and then only a parent can tell what was being built.
 */

import type { Finding, Place, Remedy } from '../../core/findings/finding';
import { formatCount } from '../../core/format/units';
import type { Environment, Program } from '../../core/report/report';
import type { Phase } from './events';
import type { WorkerExit } from './worker';

/** What was known when the worker ended. */
export interface CrashScene {
  /** Which worker it was: Torch-TensorRT in Python, or the bridge to TensorRT-RTX. */
  readonly worker: 'torch' | 'onnx';
  /** The interpreter, or TensorRT-RTX's library. */
  readonly executable: string;
  /** Undefined where the worker had not begun. */
  readonly phase: Phase | undefined;
  /** The engine in the builder's hands: its number is 1-based. */
  readonly engine: { readonly name: string; readonly index: number; readonly count: number } | undefined;
  /** Names of the engines that were built before. */
  readonly built: readonly string[];
  readonly program: Program | undefined;
  readonly environment: Environment | undefined;
  /** Settings in force. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The last lines of the log. */
  readonly log: readonly string[];
}

const WHILE: Readonly<Record<Phase, string>> = {
  import: 'importing torch and torch_tensorrt',
  open: 'opening TensorRT-RTX',
  load: 'loading the model',
  export: 'exporting the model',
  lower: 'lowering the graph',
  parse: 'reading the model with TensorRT-RTX',
  partition: 'partitioning the graph',
  build: 'building engines',
  save: 'saving the compiled program',
};

const OUT_OF_MEMORY = /\bMemoryError\b|std::bad_alloc|out of memory|Cannot allocate memory/i;

export function crashFinding(scene: CrashScene, exit: WorkerExit): Finding {
  if (
    scene.worker === 'torch' &&
    scene.phase === undefined &&
    (exit.startFailure !== undefined || exit.signal === null)
  ) {
    return interpreterNotStarted(scene, exit);
  }
  const outOfMemory = isOutOfMemory(scene, exit);
  const how = howItEnded(exit);
  return {
    code: outOfMemory ? 'build.out-of-memory' : scene.phase === 'build' ? 'build.crashed' : 'job.crashed',
    severity: 'error',
    message: outOfMemory
      ? `The memory ran out while ${activity(scene)}: the process ${how}.`
      : `The process ${how} while ${activity(scene)}.`,
    places: placesOf(scene),
    remedies: outOfMemory ? memoryRemedies(scene) : crashRemedies(scene),
    ...detailOf(scene),
  };
}

function isOutOfMemory(scene: CrashScene, { code, signal }: WorkerExit): boolean {
  // Linux ends the largest process with SIGKILL when the memory is used up; nobody else here sends it, because a
  // cancelled job asks no questions. 137 is the same through a shell.
  if (signal === 'SIGKILL' || code === 137) return true;
  return scene.log.slice(-20).some((line) => OUT_OF_MEMORY.test(line));
}

function howItEnded({ code, signal }: WorkerExit): string {
  if (signal !== null) return `was ended by ${signal}${SIGNAL_MEANINGS[signal] ?? ''}`;
  return code === 0 ? 'ended without a result' : `ended with status ${code}`;
}

const SIGNAL_MEANINGS: { readonly [signal in NodeJS.Signals]?: string } = {
  SIGSEGV: ' (a segmentation fault)',
  SIGABRT: ' (it aborted itself)',
  SIGBUS: ' (a bus error)',
  SIGFPE: ' (an arithmetic error)',
  SIGILL: ' (an instruction that this processor does not have)',
};

function activity({ phase, engine }: CrashScene): string {
  if (phase === undefined) return 'starting';
  if (phase === 'build' && engine) return `building engine ${engine.index} of ${engine.count} (${engine.name})`;
  return WHILE[phase];
}

function placesOf({ engine }: CrashScene): Place[] {
  return engine ? [{ kind: 'engine', engine: engine.name }] : [];
}

function detailOf({ log }: CrashScene): { detail?: string } {
  const detail = log.join('\n').trim();
  return detail ? { detail } : {};
}

function interpreterNotStarted(scene: CrashScene, exit: WorkerExit): Finding {
  const how = exit.startFailure ?? `it ${howItEnded(exit)}`;
  return {
    code: 'environment.interpreter-not-started',
    severity: 'error',
    message: `${scene.executable} could not run the compile: ${how}.`,
    places: [],
    remedies: [
      {
        title: 'Choose another Python interpreter',
        action: { kind: 'command', command: 'trtlens.selectInterpreter', args: [] },
      },
      {
        title: 'Set up the managed environment (trtlens setup)',
        action: { kind: 'command', command: 'trtlens.setUpEnvironment', args: [] },
      },
    ],
    ...detailOf(scene),
  };
}

function memoryRemedies({ phase, worker }: CrashScene): Remedy[] {
  const cut: Remedy = {
    title: 'Cut the engines so that building them fits the memory',
    action: { kind: 'settings', change: { enable_resource_partitioning: true } },
  };
  return [
    ...(phase === 'build' && worker === 'torch' ? [cut] : []),
    { title: 'Close other programs, or use a machine with more memory.' },
  ];
}

function crashRemedies(scene: CrashScene): Remedy[] {
  if (scene.phase !== 'build') return scene.phase === 'open' ? [otherLibrary(scene)] : [];
  return [...(scene.worker === 'torch' ? leaveOut(scene) : []), ...otherVersion(scene)];
}

function otherLibrary({ executable }: CrashScene): Remedy {
  return { title: `Install tensorrt_rtx anew: ${executable} may be damaged.` };
}

/** How many operators a remedy names at most: beyond that it says nothing about the cause. */
const MOST_SUSPECTS = 6;

/**
 * Leaving the failing block in PyTorch: by its size where it is the smaller one, and by those of its operators that no
 * engine had that was built. Neither is offered where it would leave no engine at all.
 */
function leaveOut({ program, engine, built, settings }: CrashScene): Remedy[] {
  const block = program?.partition.blocks.find((each) => each.name === engine?.name);
  if (!program || !block) return [];
  const remedies: Remedy[] = [];
  const targetsOf = (nodes: Uint32Array): Set<string> =>
    new Set(
      Array.from(
        nodes.filter((node) => program.graph.isOperation(node)),
        (node) => program.graph.target(node),
      ),
    );

  const proven = program.partition.blocks
    .filter((each) => built.includes(each.name))
    .map((each) => targetsOf(each.nodes));
  const suspects = [...targetsOf(block.nodes)].filter((target) => !proven.some((targets) => targets.has(target)));
  if (proven.length > 0 && suspects.length > 0 && suspects.length <= MOST_SUSPECTS) {
    remedies.push({
      title: `Leave to PyTorch what only this engine has: ${suspects.join(', ')}`,
      action: { kind: 'settings', change: { torch_executed_ops: [...excludedIn(settings), ...suspects] } },
    });
  }

  const sizeOf = (nodes: Uint32Array): number => nodes.filter((node) => program.graph.isOperation(node)).length;
  const size = sizeOf(block.nodes);
  const larger = program.partition.blocks.filter((each) => each.kind === 'tensorrt' && sizeOf(each.nodes) > size);
  if (larger.length > 0) {
    remedies.push({
      title: `Set min_block_size to ${size + 1}: the engine that crashed has ${formatCount(size, 'operation')} and then stays in PyTorch`,
      action: { kind: 'settings', change: { min_block_size: size + 1 } },
    });
  }
  return remedies;
}

function excludedIn(settings: CrashScene['settings']): string[] {
  const excluded = settings['torch_executed_ops'];
  return Array.isArray(excluded) ? excluded.map(String) : [];
}

/** Versions of TensorRT that were seen to build what another one crashed on. */
function otherVersion({ environment }: CrashScene): Remedy[] {
  if (environment?.flavour !== 'rtx' || !environment.tensorrt.startsWith('1.5.')) return [];
  return [
    {
      title: 'Try TensorRT-RTX 1.7.1.116 in an environment of your own.',
      effect: 'It built the image encoder of SAM 2, which crashes 1.5.0.114.',
    },
  ];
}
