/** The org has no key with that id. */
export class ApiKeyMissing extends Error {
  override readonly name = 'ApiKeyMissing';
  readonly code = 'api_key_missing';
  readonly retry = 'never';

  constructor() {
    super('the org has no such key; `apikey list` shows those it has');
  }
}
