import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { lastValueFrom, toArray } from 'rxjs';
import { createBackend } from './backend';

/** As much of the browser's Response as the backend reads; jsdom has none. */
const answer = (status: number, text: string) => {
  const pieces = text.split('|').map((piece) => new TextEncoder().encode(piece));
  const read = () => Promise.resolve({ done: pieces.length === 0, value: pieces.shift() });
  return {
    status,
    ok: status < 400,
    statusText: '',
    text: () => Promise.resolve(text),
    body: { getReader: () => ({ read }) },
  };
};

const answering = (status: number, text: string) => {
  const fetch = jest.fn((_address: string, _init: RequestInit) => Promise.resolve(answer(status, text)));
  Object.assign(globalThis, { fetch, Headers: Map });
  return fetch;
};

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'fetch');
});

describe('the backend of the page', () => {
  test('sends parameters in the address and the token in a header only', async () => {
    const fetch = answering(200, '{"ok":true}');
    const backend = createBackend(() => 'secret');
    expect(await backend.get('analytics/series', { session_id: ['a', 'b&c'], x: 'step', none: undefined })).toEqual({
      ok: true,
    });
    const [address, init] = fetch.mock.calls[0] ?? [];
    expect(address).toBe('analytics/series?session_id=a&session_id=b%26c&x=step');
    expect((init?.headers as unknown as Map<string, string>).get('Authorization')).toBe('Bearer secret');
  });

  test('throws an error with status and body', async () => {
    answering(404, '{"error":{"message":"no such session"}}');
    await expect(createBackend(() => undefined).get('x')).rejects.toMatchObject({
      status: 404,
      data: { error: { message: 'no such session' } },
    });
  });

  test('passes a stream on in pieces', async () => {
    answering(200, 'one|two');
    const pieces = await lastValueFrom(
      createBackend(() => undefined)
        .chunked({ url: 'live' })
        .pipe(toArray()),
    );
    expect(pieces.map(({ data }) => new TextDecoder().decode(data))).toEqual(['one', 'two']);
  });

  test('answers a refused stream with a value that is not ok', async () => {
    answering(401, '');
    const [refused] = await lastValueFrom(
      createBackend(() => undefined)
        .chunked({ url: 'live' })
        .pipe(toArray()),
    );
    expect(refused).toMatchObject({ ok: false, status: 401, data: undefined });
  });
});
