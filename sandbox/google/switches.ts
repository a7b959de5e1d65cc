/**
 * @file What is unconfirmed of Google, or happens there only now and then: each point is a named switch, and its default is the
 * harsher of the known behaviours.
 */
import type { SwitchTable } from '../kit/switches.ts';

export const googleSwitches = {
  publishingStatus: {
    meaning:
      'Whether the application is published. In testing, a refresh token lives for seven days, and its answer says so (refresh_token_expires_in).',
    default: 'production',
    choices: ['production', 'testing'],
  },
  accessTokenSeconds: { meaning: 'Life of an access token.', default: 3599 },
  unusedRefreshTokenDays: { meaning: 'Life of a refresh token that nobody exchanges.', default: 180 },
  liveRefreshTokens: {
    meaning: 'How many refresh tokens one person has; a further one ends the oldest without a word.',
    default: 100,
  },
  withheldScopes: {
    meaning: 'Permissions, with spaces between, that the person leaves out on the consent page whatever a test ticks.',
    default: '',
  },
  requestsPerMinute: {
    meaning: 'How many requests of one person are answered within any one minute, all services together; 0: no limit.',
    default: 600,
  },
  quotaAnswer: {
    meaning: 'Status of a request beyond the quota of a minute; the reason is rateLimitExceeded in both.',
    default: '403',
    choices: ['403', '429'],
  },
} as const satisfies SwitchTable;
