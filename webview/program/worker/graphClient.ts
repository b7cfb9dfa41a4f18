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
  private worker: Worker | undefined;
  /** Until the worker is there. */
  private readonly unsent: Posted[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private failure: Error | undefined;
  private lastId = 0;

  /** `script`: address of the worker's bundle. Starts loading at once: a document takes longer to come. */
  constructor(script: string) {
    startWorker(script).then(
      (worker) => this.started(worker),
      (failure: unknown) => this.failed((this.failure = asError(failure))),
    );
  }

  /** Answers come in the order of the requests, those of searches behind others. `transfer`: buffers that are handed over rather than copied. */
  request<Name extends RequestName>(
    name: Name,
    params: Params<Name>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Answer<Name>> {
    const id = ++this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    const message: ToWorker = { id, name, params };
    // At once: what asks goes on working, and the worker beside it.
    if (this.worker) this.worker.postMessage(message, transfer);
    else this.unsent.push({ message, transfer });
    if (this.failure) this.failed(this.failure);
    return answer as Promise<Answer<Name>>;
  }

  private started(worker: Worker): void {
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.received(data));
    worker.addEventListener('error', (event) => this.failed(new Error(event.message || 'The worker has ended')));
    for (const { message, transfer } of this.unsent.splice(0)) worker.postMessage(message, transfer);
    this.worker = worker;
  }

  private received(message: FromWorker): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ('failed' in message) waiting?.reject(new Error(message.failed));
    else waiting?.resolve(message.answer);
  }

  private failed(failure: Error): void {
    for (const { reject } of this.waiting.values()) reject(failure);
    this.waiting.clear();
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
