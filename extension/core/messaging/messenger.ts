/**
 * One conversation between two sides that can only post bytes: extension host and webview, host and child process.
 * Requests are typed by the schema: `Request.x` asks and `Response.x` answers. It always answers: a handler that throws
 * rejects the caller, a closed channel rejects everything that is waiting, and a caller who gives up tells the other side.
 */

import { trtlens } from '../schema/generated/trtlens';

/** Carries encoded envelopes. `onMessage` and `onClose` are called once each, by the messenger. */
export interface Channel {
  post(bytes: Uint8Array): void;
  onMessage(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
}

type Calls = trtlens.IRequest;
type Results = trtlens.IResponse;
type Events = trtlens.IEvent;

export type RequestName = keyof Calls & keyof Results;
export type Params<Name extends RequestName> = NonNullable<Calls[Name]>;
export type Result<Name extends RequestName> = NonNullable<Results[Name]>;
export type EventName = keyof Events;
export type EventValue<Name extends EventName> = NonNullable<Events[Name]>;

/** What this side answers. */
export type Handlers<Local extends RequestName> = {
  [Name in Local]: (params: Params<Name>, signal: AbortSignal) => Promise<Result<Name>>;
};

interface Waiting {
  readonly name: RequestName;
  resolve(result: never): void;
  reject(error: Error): void;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the request is given up; none by default: a compile may take an hour. */
  readonly timeout?: number | undefined;
}

export class Messenger<Remote extends RequestName, Local extends RequestName = never> {
  private readonly waiting = new Map<number, Waiting>();
  private readonly running = new Map<number, AbortController>();
  private readonly listeners = new Map<EventName, Set<(value: never) => void>>();
  /** From anywhere: an answer that is meant for a page before this one is to be no answer here. */
  private nextId = 1 + Math.floor(Math.random() * 2 ** 31);
  private closed = false;

  constructor(
    private readonly channel: Channel,
    private readonly handlers: Handlers<Local>,
  ) {
    channel.onMessage((bytes) => this.receive(bytes));
    channel.onClose(() => this.close());
  }

  /** Asks the other side. Rejects when its handler fails, the channel closes, `signal` aborts or the time is up. */
  request<Name extends Remote>(name: Name, params: Params<Name>, options: RequestOptions = {}): Promise<Result<Name>> {
    const { signal, timeout } = options;
    if (signal?.aborted) return Promise.reject(asError(signal.reason));
    if (this.closed) return Promise.reject(new Error(CLOSED));
    const id = this.nextId++;
    const given = new Promise<Result<Name>>((resolve, reject) => {
      this.waiting.set(id, { name, resolve, reject });
      this.post({ id, request: { [name]: params } });
    });
    const giveUp = (reason: unknown): void => this.abandon(id, asError(reason));
    const onAbort = (): void => giveUp(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => giveUp(new Error(`No answer to "${name}" in ${timeout} ms`)), timeout);
    return given.finally(() => {
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    });
  }

  /** Tells the other side something that needs no answer. */
  send<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    if (!this.closed) this.post({ id: 0, event: { [name]: value } });
  }

  /** Returns a function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  private post(envelope: trtlens.IEnvelope): void {
    this.channel.post(trtlens.Envelope.encode(envelope).finish());
  }

  private receive(bytes: Uint8Array): void {
    let envelope: trtlens.Envelope;
    try {
      envelope = trtlens.Envelope.decode(bytes);
    } catch {
      return; // not ours: a webview's page gets messages of other extensions too
    }
    const { id, request, response, error, cancel, event } = envelope;
    if (request) void this.answer(id, request);
    else if (response) this.settle(id, response);
    else if (error) this.take(id)?.reject(new Error(error.message ?? ''));
    else if (cancel) this.running.get(id)?.abort(new Error('Cancelled'));
    else if (event) this.tell(event);
  }

  private async answer(id: number, request: Calls): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const name = presentField(request) as Local | undefined;
      const handler = name === undefined ? undefined : this.handlers[name];
      if (name === undefined || !handler) throw new Error(`Unknown request "${name ?? ''}"`);
      const result = await handler(request[name] as Params<Local>, controller.signal);
      if (!this.closed) this.post({ id, response: { [name]: result } });
    } catch (failure) {
      if (!this.closed) this.post({ id, error: { message: asError(failure).message } });
    } finally {
      this.running.delete(id);
    }
  }

  private settle(id: number, response: Results): void {
    const waiting = this.take(id);
    if (!waiting) return;
    const result = response[waiting.name];
    if (result) waiting.resolve(result as never);
    else waiting.reject(new Error(`The answer to "${waiting.name}" is of another kind`));
  }

  private tell(event: Events): void {
    const name = presentField(event) as EventName | undefined;
    if (name === undefined) return;
    for (const listener of this.listeners.get(name) ?? []) listener(event[name] as never);
  }

  private abandon(id: number, reason: Error): void {
    const waiting = this.take(id);
    if (!waiting) return;
    this.post({ id, cancel: {} });
    waiting.reject(reason);
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }

  private close(): void {
    this.closed = true;
    for (const controller of this.running.values()) controller.abort(new Error(CLOSED));
    for (const waiting of this.waiting.values()) waiting.reject(new Error(CLOSED));
    this.waiting.clear();
  }
}

const CLOSED = 'The other side closed';

/** Name of the one field of a oneof that is set. */
function presentField(message: object): string | undefined {
  return Object.keys(message).find((key) => (message as Record<string, unknown>)[key] != null);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(typeof reason === 'string' ? reason : 'Cancelled');
}
