/**
 * @file Who may import whom (docs/architecture.md, "The house"). A rule that is broken fails `npm run check`.
 *
 * Each room is a folder; a rule names what a room must not reach. Unit tests stand in their room and keep its rules.
 */

const anywhere = { path: '.*' };
/** A rule that fails the check. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid('no-cycles', 'Two files that need each other are one file, or lack a third.', anywhere, { circular: true }),
    forbid('resolvable', 'An import that leads nowhere.', anywhere, { couldNotResolve: true }),
    forbid(
      'model-stands-alone',
      'The neutral model knows nothing but itself.',
      { path: '^sync-core/model/' },
      {
        path: '^(main|preload|renderer|sandbox|tests|bench|build|locales)/|^sync-core/(?!model/)',
      },
    ),
    forbid(
      'core-is-plain',
      'sync-core knows no Electron, no window and nothing around it; of all words only those that it writes into texts.',
      { path: '^sync-core/' },
      {
        path: '^(main|preload|renderer|sandbox|tests|bench|build)/|^locales/(?!added-text\\.ts$)|node_modules/(electron|electron-store|electron-log|react)/',
      },
    ),
    forbid(
      'preferences-decide-alone',
      'Preferences are pure: model only.',
      { path: '^sync-core/(preferences|translate)/' },
      {
        path: '^sync-core/(engine|store|connectors)/(?!connector\\.ts$)',
      },
    ),
    forbid(
      'engine-knows-no-system',
      'The engine sees connectors through their contract only.',
      { path: '^sync-core/(engine|store)/' },
      {
        path: '^sync-core/connectors/(?!(connector|errors|ports)\\.ts$)',
      },
    ),
    forbid(
      'connectors-decide-nothing',
      'A connector knows neither engine nor store nor preferences.',
      { path: '^sync-core/connectors/' },
      {
        path: '^sync-core/(engine|store|preferences)/',
      },
    ),
    forbid(
      'connectors-stand-alone',
      'A connector never imports another connector; what they share is http/, cursor-form.ts, and outlook/ for both that Exchange is behind.',
      { path: '^sync-core/connectors/(superoffice|microsoft365|google|exchange)/' },
      {
        path: '^sync-core/connectors/(superoffice|microsoft365|google|exchange)/',
        pathNot: '^sync-core/connectors/$1/',
      },
    ),
    forbid(
      'shared-places-know-no-system',
      'http/ serves all connectors, outlook/ both that Exchange is behind.',
      { path: '^sync-core/connectors/(http|outlook)/' },
      {
        path: '^sync-core/connectors/(superoffice|microsoft365|google|exchange)/',
      },
    ),
    forbid(
      'window-knows-the-contract',
      'The window knows the contract, the types of sync-core, and the words; its harness shows the settings that there are.',
      { path: '^renderer/', pathNot: '^renderer/harness/sample-settings\\.ts$' },
      {
        path: '^(main|sandbox|tests|bench|build)/|^preload/(?!contract\\.ts$)|^sync-core/(connectors|store|translate)/|^sync-core/engine/(?!report\\.ts$)|node_modules/(electron|better-sqlite3)/|^(fs|path|os|child_process|crypto|node:.*)$',
      },
    ),
    forbid(
      'preload-is-a-bridge',
      'The preload script exposes the contract, nothing else.',
      { path: '^preload/' },
      {
        path: '^(main|renderer|sandbox|tests|bench|build|locales)/|^sync-core/(connectors|store|translate)/',
      },
    ),
    forbid(
      'main-knows-no-window-code',
      'Main meets the window through the contract.',
      { path: '^main/' },
      {
        path: '^(renderer|sandbox|tests|bench|build)/|^preload/(?!contract\\.ts$)',
      },
    ),
    forbid(
      'words-stand-alone',
      'The message catalogue imports nothing of ours.',
      { path: '^locales/' },
      {
        path: '^(main|preload|renderer|sandbox|tests|bench|build)/|^sync-core/(?!model/|engine/report)',
      },
    ),
    forbid(
      'sandbox-stands-alone',
      'The sandbox must not share the client’s mistakes.',
      { path: '^sandbox/' },
      { path: '^(main|preload|renderer|sync-core|bench|build|locales)/' },
    ),
    forbid(
      'sandbox-needs-no-tests',
      'Only the sandbox’s own tests use what tests share.',
      { path: '^sandbox/', pathNot: '/testing/|\\.test\\.ts$' },
      { path: '^tests/' },
    ),
    forbid(
      'nobody-ships-the-laboratory',
      'Only tests, bench and the demo import the sandbox.',
      { path: '^(main|preload|renderer|sync-core|locales)/' },
      { path: '^(sandbox|tests|bench)/' },
    ),
    forbid(
      'no-test-packages-in-the-product',
      'Development packages stay out of what is shipped.',
      {
        path: '^(main|preload|sync-core|locales|renderer)/',
        pathNot: '\\.test\\.tsx?$|/testing/|^renderer/harness/|vite\\.config',
      },
      { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/electron/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|out|\\.cache)/' },
    // The parser sees imports of types as they are written; asking for them a second time would need an older TypeScript.
    tsPreCompilationDeps: false,
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'module', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
