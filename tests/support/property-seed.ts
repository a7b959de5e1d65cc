/**
 * @file Cases that tests make up (fast-check) are the same in every run, so that a change is judged by itself and not by luck.
 * `PROPERTY_SEED=7 npx vitest run …` makes up others; a case that fails becomes a test with a name.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });
