import type { paths } from './generated/activity-log-api.js';

/** The routes of the API as a client with an org and a token calls them: no header has to be given. */
export type ActivityLogPaths = {
  [Path in keyof paths]: { [Method in keyof paths[Path]]: HeadersOptional<paths[Path][Method]> };
};

type HeadersOptional<Operation> = Operation extends { parameters: { header: infer Headers } }
  ? Omit<Operation, 'parameters'> & {
      parameters: Omit<Operation['parameters'], 'header'> & { header?: Partial<Headers> };
    }
  : Operation;
