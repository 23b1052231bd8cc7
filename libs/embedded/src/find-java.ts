import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { StackError } from './stack-error.js';

const oldestJava = 17;
const mend =
  'Install a Java runtime of version 17 or newer (Debian and Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17), ' +
  'or set KAFKA_BROKERS to the address of an existing broker';

/** The `java` to run Kafka with: of JAVA_HOME, else of the PATH. Throws a StackError `java_missing` or `java_too_old`. */
export function findJava(env: NodeJS.ProcessEnv): string {
  const javaHome = env['JAVA_HOME'];
  const java = javaHome ? join(javaHome, 'bin', 'java') : 'java';
  const { status, stderr, error } = spawnSync(java, ['-version'], { env, encoding: 'utf8' });
  if (error ?? status !== 0) {
    throw new StackError('java_missing', {
      what: javaHome
        ? 'Kafka needs Java, and JAVA_HOME has none that runs'
        : 'Kafka needs Java, and there is none on the PATH',
      mend,
      cause: error,
    });
  }
  const version = javaVersion(stderr);
  if (version !== undefined && version < oldestJava) {
    throw new StackError('java_too_old', { what: `Kafka needs Java ${oldestJava}, and this is Java ${version}`, mend });
  }
  return java;
}

/** The feature version out of `java -version`: 17 of `17.0.15`, 8 of `1.8.0_402`; undefined when it does not say. */
export function javaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
