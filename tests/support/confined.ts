/**
 * @file A command in a place of its own: with a disk that is read-only or nearly full, or with an administrator's file in the
 * system's folder. Linux, by a mount namespace.
 */
import { execFile } from 'node:child_process';

export interface Confined {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

const patienceMs = 60_000;

/** `unshare` gives a process its own view of mounted disks; everybody may have one, root as well as others. */
function inNamespace(script: string, command: readonly string[], environment: NodeJS.ProcessEnv): Promise<Confined> {
  const asRoot = process.getuid?.() === 0;
  const namespace = asRoot ? ['--mount'] : ['--mount', '--map-root-user'];
  const args = [...namespace, 'sh', '-c', `set -e; ${script}; exec "$@"`, 'confined', ...command];
  return new Promise((resolve, reject) => {
    execFile('unshare', args, { env: environment, timeout: patienceMs }, (error, output, errors) => {
      if (error?.killed) reject(new Error(`The command did not end within ${patienceMs} ms: ${output}${errors}`));
      else resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

/** Runs the command with `folder` read-only. */
export function withReadOnlyFolder(
  folder: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Confined> {
  return inNamespace(
    `mount --bind '${folder}' '${folder}'; mount -o remount,ro,bind '${folder}'`,
    command,
    environment,
  );
}

/** Runs the command with a copy of `folder` on a disk that has `free` kilobytes left. */
export function withFullDisk(
  folder: string,
  free: number,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Confined> {
  const script = [
    `used=$(du -sk '${folder}' | cut -f1)`,
    'kept=$(mktemp -d)',
    `cp -a '${folder}/.' "$kept"`,
    `mount -t tmpfs -o size=$((used + ${free}))k none '${folder}'`,
    `cp -a "$kept/." '${folder}'`,
    'rm -rf "$kept"',
  ].join('; ');
  return inNamespace(script, command, environment);
}

/** Runs the command where `/etc` has this file as well, belonging to root. @param path below `/etc` */
export function withFileInEtc(
  path: string,
  content: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Confined> {
  const script = [
    'kept=$(mktemp -d)',
    // What only root may read stays behind where somebody else runs this; nothing here needs it.
    'cp -a /etc/. "$kept" 2>/dev/null || true',
    `mkdir -p "$kept/$(dirname '${path}')"`,
    `printf '%s' "$POLICY" > "$kept/${path}"`,
    `chmod 644 "$kept/${path}"`,
    'mount --bind "$kept" /etc',
  ].join('; ');
  return inNamespace(script, command, { ...environment, POLICY: content });
}
