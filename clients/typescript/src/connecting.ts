// What the description of the API can't say to a generator: tokens, waiting, pages, and the export.

import { type Client, createClient } from './api/client/index.js';
import type { Problem } from './api/index.js';

const TRIES = 5;

/** The API refused: `problem` says why (RFC 9457). */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
  }
}

/** Return a client that gets its tokens by itself. Pass it to each operation as `client`. */
export function connect(url: string, clientId: string, clientSecret: string): Client {
  const site = url.replace(/\/+$/, '');
  let token: Promise<string> | undefined;
  let goodUntil = 0;

  async function ask(): Promise<string> {
    const secret = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
    const answer = await fetch(`${site}/api/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${secret}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!answer.ok) throw new Error(`No token: ${answer.status} ${await answer.text()}`);
    const given = (await answer.json()) as { access_token: string; expires_in: number };
    goodUntil = Date.now() + (given.expires_in - 60) * 1000;
    return given.access_token;
  }

  /** Requests that run side by side wait for one token. */
  function current(): Promise<string> {
    if (!token || Date.now() > goodUntil) {
      goodUntil = Infinity;
      token = ask().catch((error: unknown) => {
        token = undefined;
        throw error;
      });
    }
    return token;
  }

  async function send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    let isRenewed = false;
    for (let attempt = 1; ; attempt += 1) {
      request.headers.set('Authorization', `Bearer ${await current()}`);
      const answer = await fetch(request.clone());
      if (answer.status === 401 && !isRenewed) {
        // It was taken back, or all of its client's were: another one says whether we still may.
        isRenewed = true;
        token = undefined;
      } else if ((answer.status === 429 || answer.status === 503) && attempt < TRIES) {
        const seconds = Number(answer.headers.get('Retry-After') ?? 5);
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      } else {
        return answer;
      }
      await answer.body?.cancel();
    }
  }

  return createClient({ baseUrl: site, fetch: send });
}

type Answer<Data> = Promise<{ data?: Data; error?: unknown }>;
type Page = { next: string | null };

/** Return the data of an answer. Throws ProblemError if it is a refusal. */
export async function answered<Data>(answer: Answer<Data>): Promise<Data> {
  const { data, error } = await answer;
  if (data !== undefined) return data;
  if (error instanceof Error) throw error;
  throw new ProblemError(error as Problem);
}

/** Yield the pages of a list, for example of `membersList`. Throws ProblemError. */
export async function* pages<Options extends { query?: object }, Data extends Page>(
  list: (options: Options) => Answer<Data>,
  options: Options,
): AsyncGenerator<Data> {
  let query = options.query;
  for (;;) {
    const page = await answered(list({ ...options, query }));
    yield page;
    if (page.next === null) return;
    query = { ...query, cursor: new URL(page.next).searchParams.get('cursor') };
  }
}

/**
 * Yield the lines of the export as they come. Throws ProblemError, and an Error if the stream was cut off:
 * begin again with the same `since`.
 */
export async function* exported(
  client: Client,
  query: { since?: string; resources?: string } = {},
): AsyncGenerator<Record<string, unknown>> {
  const stream = await answered<ReadableStream<Uint8Array>>(
    client.get({ url: '/api/v1/export', query, parseAs: 'stream' }) as Answer<ReadableStream>,
  );
  let rest = '';
  let line: Record<string, unknown> = {};
  const texts = stream.pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>);
  for await (const text of texts as unknown as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) {
      line = JSON.parse(one);
      yield line;
    }
  }
  if (!('rows' in line)) throw new Error('The export was cut off.');
}
