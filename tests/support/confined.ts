/** @file A command in a place with a disk of its own: read-only, or nearly full. Linux, by a mount namespace. */
import { spawnSync } from 'node:child_process';

/** `unshare` gives a process its own view of mounted disks; everybody may have one, root as well as others. */
function inNamespace(script: string, command: readonly string[], environment: NodeJS.ProcessEnv) {
  const asRoot = process.getuid?.() === 0;
  const namespace = asRoot ? ['--mount'] : ['--mount', '--map-root-user'];
  const done = spawnSync(
    'unshare',
    [...namespace, 'sh', '-c', `set -e; ${script}; exec "$@"`, 'confined', ...command],
    {
      encoding: 'utf8',
      env: environment,
      timeout: 60_000,
    },
  );
  return { code: done.status ?? 1, output: done.stdout, errors: done.stderr };
}

export type Confined = ReturnType<typeof inNamespace>;

/** Runs the command with `folder` read-only. */
export function withReadOnlyFolder(
  folder: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Confined {
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
): Confined {
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
