const streamQuietMs = 300;

/** What a request was answered. */
export interface Answer {
  readonly status: number;
  /** The body and the values of the headers: a leak is one in either. */
  readonly text: string;
  /** What it says of the caller's quota. */
  readonly quota: string | undefined;
}

/** Reads an answer to its end; a stream until it has been quiet for a moment. */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const body = isStream ? await readUntilQuiet(response) : await response.text();
  const quota = headers.get('ratelimit') ?? undefined;
  return { status, quota, text: `${[...headers.values()].join('\n')}\n${body}` };
}

async function readUntilQuiet({ body }: Response): Promise<string> {
  if (!body) return '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const chunk = await Promise.race([reader.read(), quiet()]);
    if (chunk === 'quiet' || chunk.done) break;
    text += chunk.value;
  }
  await reader.cancel();
  return text;
}

function quiet(): Promise<'quiet'> {
  return new Promise((resolve) => {
    setTimeout(resolve, streamQuietMs, 'quiet');
  });
}
