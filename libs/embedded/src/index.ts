export { assertPortFree, freePort } from './assert-port-free.js';
export { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
export { readOrCreateSecret } from './read-or-create-secret.js';
export { StackError, type StackErrorCode } from './stack-error.js';
export { startStack, type Stack, type StackOptions } from './start-stack.js';
