import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ContractError } from '@shadower-training/contract';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Handed, RemoteCaller, serveCalls, type Port } from './remote-call.js';

interface Calls {
  double(value: number): number;
  later(value: string): string;
  fail(how: string): void;
  size(numbers: Float64Array): number;
  fill(count: number): Float64Array;
}

let ports: { port1: MessagePort; port2: MessagePort };
beforeEach(() => void (ports = new MessageChannel()));
afterEach(() => ports.port1.close());

function connect(onNews: (news: string) => void = () => {}) {
  const messages = { calls: 0, answers: 0 };
  const counted = (port: MessagePort, kind: 'calls' | 'answers'): Port => ({
    postMessage: (message, transfer) => {
      messages[kind]++;
      port.postMessage(message, transfer);
    },
    on: (event, listener) => port.on(event, listener),
  });
  const server = serveCalls<Calls, string>(counted(ports.port2, 'answers'), {
    double: (value) => value * 2,
    later: async (value) => {
      await new Promise(setImmediate);
      return `${value}!`;
    },
    fail: (how) => {
      if (how === 'contract')
        throw new ContractError('too_many_requests', 'slow down', [{ path: 'a', problem: 'b' }], 7);
      throw new RangeError('out of range');
    },
    size: (numbers) => numbers.length,
    fill: (count) => {
      const numbers = new Float64Array(count).fill(count);
      return new Handed(numbers, [numbers.buffer]);
    },
  });
  return { caller: new RemoteCaller<Calls, string>(counted(ports.port1, 'calls'), onNews), server, messages };
}

describe('remote calls', () => {
  it('answer with what the handler returns, at once or later', async () => {
    const { caller } = connect();
    expect(await Promise.all([caller.call('double', 4), caller.call('later', 'x')])).toEqual([8, 'x!']);
  });

  it('of one turn travel in one message, and so do their answers', async () => {
    const { caller, messages } = connect();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => caller.call('double', index)));
    expect(answers.at(-1)).toBe(198);
    expect(messages).toEqual({ calls: 1, answers: 1 });
  });

  it('carry errors with name, message and what the contract says', async () => {
    const { caller } = connect();
    await expect(caller.call('fail', 'other')).rejects.toMatchObject({ name: 'RangeError', message: 'out of range' });
    const error = await caller.call('fail', 'contract').catch((thrown: unknown) => thrown as ContractError);
    expect(error).toMatchObject({
      name: 'ContractError',
      code: 'too_many_requests',
      message: 'slow down',
      retryAfterSeconds: 7,
    });
    expect((error as ContractError).toAnswer().error.details).toEqual([{ path: 'a', problem: 'b' }]);
  });

  it('refuse what is no handler', async () => {
    const { caller } = connect();
    for (const name of ['nothing', 'toString', '__proto__']) {
      await expect(caller.call(name as 'double', 1)).rejects.toThrow(`no call is named ${name}`);
    }
  });

  it('hand buffers over in both directions instead of copying them', async () => {
    const { caller } = connect();
    const numbers = new Float64Array(1_000);
    expect(await caller.callHanding([numbers.buffer], 'size', numbers)).toBe(1_000);
    expect(numbers.length).toBe(0);
    expect(Array.from(await caller.call('fill', 3))).toEqual([3, 3, 3]);
  });

  it('bring news that nobody asked for', async () => {
    const heard: string[] = [];
    const { server, caller } = connect((news) => heard.push(news));
    server.notify('one');
    server.notify('two');
    await caller.call('later', '');
    expect(heard).toEqual(['one', 'two']);
  });

  it('fail when the other side ends, open ones and later ones', async () => {
    const { caller } = connect();
    const open = caller.call('later', 'x');
    ports.port2.close();
    await expect(open).rejects.toThrow('closed');
    await expect(caller.call('double', 1)).rejects.toThrow('closed');
  });
});
