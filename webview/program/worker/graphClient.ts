/** The page's end of the conversation with its worker. */

import type { Answer, FromWorker, Params, RequestName, ToWorker } from './protocol';

interface Waiting {
  resolve(answer: unknown): void;
  reject(failure: Error): void;
}

interface Posted {
  readonly message: ToWorker;
  readonly transfer: ArrayBuffer[];
}

export class GraphClient {
  /** Called when the worker has ended, which nobody has asked it to: nothing is answered until `restart`. */
  onFailure: (failure: Error) => void = () => undefined;
  private worker: Worker | undefined;
  /** Until the worker is there. */
  private unsent: Posted[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private failure: Error | undefined;
  private lastId = 0;
  /** Counts the workers: what is heard of an earlier one is of no interest. */
  private started = 0;

  /** `script`: address of the worker's bundle. Starts loading at once: a document takes longer to come. */
  constructor(private readonly script: string) {
    this.start();
  }

  /** Answers come in the order of the requests, those of searches behind others. `transfer`: buffers that are handed over rather than copied. */
  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Answer<Name>> {
    if (this.failure) return Promise.reject(this.failure);
    const id = ++this.lastId;
    const message: ToWorker = { id, name, params };
    return new Promise<unknown>((resolve, reject) => {
      // At once: what asks goes on working, and the worker beside it.
      if (this.worker) this.worker.postMessage(message, transfer);
      else this.unsent.push({ message, transfer });
      this.waiting.set(id, { resolve, reject });
    }) as Promise<Answer<Name>>;
  }

  /** Begins with another worker, which has no graph yet. */
  restart(): void {
    this.end(new Error('The worker was started anew'));
    this.failure = undefined;
    this.start();
  }

  private start(): void {
    const own = ++this.started;
    const failed = (failure: unknown): void => {
      if (own === this.started && !this.failure) this.fail(asError(failure));
    };
    const take = (worker: Worker): void => {
      if (own !== this.started) return worker.terminate();
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.received(data));
      worker.addEventListener('error', (event) => failed(event.message || 'The worker has ended'));
      worker.addEventListener('messageerror', () => failed('An answer of the worker could not be read'));
      this.worker = worker;
      for (const { message, transfer } of this.unsent.splice(0)) worker.postMessage(message, transfer);
    };
    startWorker(this.script).then(take).catch(failed);
  }

  private received(message: FromWorker): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('failed' in message) waiting?.reject(new Error(message.failed));
    else waiting?.resolve(message.answer);
  }

  private fail(failure: Error): void {
    this.failure = failure;
    this.end(failure);
    this.onFailure(failure);
  }

  private end(reason: Error): void {
    this.worker?.terminate();
    this.worker = undefined;
    this.unsent = [];
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }
}

/** A page of VS Code may not start a worker from an address of its resources: only from what it has read itself. */
async function startWorker(script: string): Promise<Worker> {
  const response = await fetch(script);
  if (!response.ok) throw new Error(`${script}: ${response.status}`);
  const url = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: 'text/javascript' }));
  return new Worker(url, { name: 'trtlens graph' });
}

function asError(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error(String(failure));
}
