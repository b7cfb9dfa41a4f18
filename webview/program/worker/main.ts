/** The program view's worker: trees, layouts and search of one graph, away from the page's thread. */

import { GraphService } from './graphService';
import { LatestOf } from './latestOf';
import { buffersOf } from './layoutMessage';
import type { Answer, FromWorker, Layout, Params, ToWorker } from './protocol';

/** What a worker's global scope has; the pages' library of types does not know it. */
interface WorkerScope {
  postMessage(message: FromWorker, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const service = new GraphService();

/** One at every key, each over the whole graph: the answer to an older one would be dropped. */
const searches = new LatestOf<ToWorker>(handle, ({ id }) => {
  scope.postMessage({ id, failed: 'Something else is searched for' }, []);
});

scope.addEventListener('message', ({ data }) => (data.name === 'search' ? searches.add(data) : handle(data)));

function handle({ id, name, params }: ToWorker): void {
  try {
    const answer = answerTo(name, params);
    scope.postMessage({ id, answer }, transferable(name, answer));
  } catch (failure) {
    scope.postMessage({ id, failed: failure instanceof Error ? failure.message : String(failure) }, []);
  }
}

function answerTo(name: ToWorker['name'], params: unknown): unknown {
  switch (name) {
    case 'load':
      return service.load(params as Params<'load'>);
    case 'arrange':
      return service.arrange(params as Params<'arrange'>);
    case 'setOpen':
      return service.setOpen(params as Params<'setOpen'>);
    case 'search':
      return service.search(params as Params<'search'>);
    case 'explain':
      return service.explain(params as Params<'explain'>);
    case 'write':
      return service.write(params as Params<'write'>);
    case 'complete':
      return service.complete(params as Params<'complete'>);
  }
}

/** Trees are copied: the worker goes on reading its own. */
function transferable(name: ToWorker['name'], answer: unknown): ArrayBuffer[] {
  if (name === 'arrange') return buffersOf((answer as Answer<'arrange'>).layout);
  if (name === 'write') return [(answer as Answer<'write'>).buffer as ArrayBuffer];
  return name === 'setOpen' ? buffersOf(answer as Layout) : [];
}
