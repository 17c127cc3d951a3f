/**
 * Calls between threads as if they were functions: a table of calls is an interface, the caller gets a promise of each
 * answer. All calls of one turn of the event loop go in one message, and so do all answers: a message costs several
 * microseconds, whatever is in it.
 */
import { rebuiltError, writtenError, type WrittenError } from './remote-error.js';

/** A table of calls. Handlers may answer at once or later. */
export type CallTable<Calls> = { readonly [Name in keyof Calls]: (...inputs: never[]) => unknown };

/** The functions behind a table of calls. */
export type Handlers<Calls extends CallTable<Calls>> = {
  readonly [Name in keyof Calls]: (
    ...inputs: Parameters<Calls[Name]>
  ) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>> | Handed<ReturnType<Calls[Name]>>;
};

/** Who can call: another thread, or the same one (see {@link localCaller}). */
export interface Caller<Calls extends CallTable<Calls>> {
  call<Name extends keyof Calls & string>(
    name: Name,
    ...inputs: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>>;
  /** The same; the buffers are handed over, not copied: they are empty here afterwards. */
  callHanding<Name extends keyof Calls & string>(
    buffers: readonly ArrayBuffer[],
    name: Name,
    ...inputs: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>>;
}

/** An answer whose buffers are handed over to the other thread instead of copied. */
export class Handed<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

/** A Worker, a MessagePort, or parentPort. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: string, listener: (value: unknown) => void): unknown;
}

interface Messages {
  calls?: { id: number; name: string; inputs: unknown[] }[];
  answers?: { id: number; value?: unknown; error?: WrittenError }[];
  news?: unknown[];
}

/** Collects what goes to the other side until the turn ends. */
class Outbox {
  private messages: Messages = {};
  private buffers: ArrayBuffer[] = [];
  private scheduled = false;

  constructor(
    private readonly port: Port,
    private readonly schedule: (post: () => void) => void,
  ) {}

  add<Kind extends keyof Messages>(
    kind: Kind,
    message: NonNullable<Messages[Kind]>[number],
    buffers: readonly ArrayBuffer[] = [],
  ): void {
    const list = (this.messages[kind] ??= []) as unknown[];
    list.push(message);
    for (const buffer of buffers) this.buffers.push(buffer);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.post());
  }

  private post(): void {
    const { messages, buffers } = this;
    this.scheduled = false;
    this.messages = {};
    this.buffers = [];
    if (messages.calls || messages.answers || messages.news) this.port.postMessage(messages, buffers);
  }
}

/** Calls functions of another thread. */
export class RemoteCaller<Calls extends CallTable<Calls>, News = never> implements Caller<Calls> {
  private readonly outbox: Outbox;
  private readonly open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private nextId = 1;
  private failure: Error | null = null;

  /**
   * @param port The worker or port; when it ends, open and later calls fail.
   * @param onNews Hears what the other side tells on its own.
   */
  constructor(port: Port, onNews: (news: News) => void = () => {}) {
    // After the poll phase: requests that arrived together go together.
    this.outbox = new Outbox(port, setImmediate);
    port.on('message', (message) => {
      const { answers, news: told } = message as Messages;
      for (const answer of answers ?? []) this.settle(answer);
      for (const news of told ?? []) onNews(news as News);
    });
    port.on('error', (error) => this.fail(rebuiltError(writtenError(error))));
    port.on('exit', (code) => this.fail(new Error(`the thread has ended with code ${String(code)}`)));
    port.on('close', () => this.fail(new Error('the other thread has closed its port')));
  }

  call<Name extends keyof Calls & string>(
    name: Name,
    ...inputs: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>> {
    return this.callHanding([], name, ...inputs);
  }

  callHanding<Name extends keyof Calls & string>(
    buffers: readonly ArrayBuffer[],
    name: Name,
    ...inputs: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>> {
    if (this.failure) return Promise.reject(this.failure);
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.outbox.add('calls', { id, name, inputs }, buffers);
    });
  }

  private settle(answer: NonNullable<Messages['answers']>[number]): void {
    const waiting = this.open.get(answer.id);
    if (!waiting) return;
    this.open.delete(answer.id);
    if (answer.error) waiting.reject(rebuiltError(answer.error));
    else waiting.resolve(answer.value as never);
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const waiting of this.open.values()) waiting.reject(this.failure);
    this.open.clear();
  }
}

/** The answering side of a port. */
export interface RemoteServer<News> {
  /** Tells the other side something it did not ask for. */
  notify(news: News): void;
}

/** Answers the calls that come through a port with the handlers' results; thrown errors reach the caller. */
export function serveCalls<Calls extends CallTable<Calls>, News = never>(
  port: Port,
  handlers: Handlers<Calls>,
): RemoteServer<News> {
  // When all promises of this turn are settled: answers that got durable together go together.
  const outbox = new Outbox(port, (post) => process.nextTick(post));
  const table = handlers as unknown as Readonly<Record<string, ((...inputs: unknown[]) => unknown) | undefined>>;
  const answer = (id: number, result: unknown): void => {
    if (result instanceof Handed) outbox.add('answers', { id, value: result.value }, result.buffers);
    else outbox.add('answers', { id, value: result });
  };
  const refuse = (id: number, error: unknown): void => outbox.add('answers', { id, error: writtenError(error) });
  port.on('message', (message) => {
    for (const { id, name, inputs } of (message as Messages).calls ?? []) {
      try {
        const handler = Object.hasOwn(table, name) ? table[name] : undefined;
        if (!handler) throw new Error(`no call is named ${name}`);
        const result = handler(...inputs);
        if (isPromise(result))
          result.then(
            (value) => answer(id, value),
            (error: unknown) => refuse(id, error),
          );
        else answer(id, result);
      } catch (error) {
        refuse(id, error);
      }
    }
  });
  return { notify: (news) => outbox.add('news', news) };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Calls functions of this thread in the form of remote calls: for tests and for one-thread tools. */
export function localCaller<Calls extends CallTable<Calls>>(handlers: Handlers<Calls>): Caller<Calls> {
  const call: Caller<Calls>['call'] = async (name, ...inputs) => {
    const result: unknown = await handlers[name](...inputs);
    return (result instanceof Handed ? result.value : result) as never;
  };
  return { call, callHanding: (_buffers, name, ...inputs) => call(name, ...inputs) };
}
