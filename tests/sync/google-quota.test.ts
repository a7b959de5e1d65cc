/**
 * @file The quota of one minute, in both of the ways that Google tells of it: what is refused is asked for again when the minute is
 * over, in the same run, and nothing is lost or done twice by that.
 */
import { expect, test } from 'vitest';
import { only, openGoogleStory } from '../support/google-story.ts';

const quota = 20;

test.each(['403', '429'])(
  'a quota that is told with %s is waited for, and the run does it all',
  async (quotaAnswer) => {
    const story = await openGoogleStory('small', { requestsPerMinute: quota, quotaAnswer });
    expect(await story.run()).toMatchObject({ outcome: 'ok', parked: 0, held: 0 });
    only(story.inCalendar('Quartalsgespräch'));
    const journal = story.sandbox.google.control.journal();
    const refused = journal.filter(({ status }) => status === Number(quotaAnswer));
    expect(journal.length - refused.length).toBeGreaterThan(quota);
    expect(refused.length).toBeGreaterThan(0);
    // Whoever is refused waits longer each time, and is not refused again and again.
    expect(refused.length).toBeLessThan(journal.length - refused.length);
    story.sandbox.google.control.set('requestsPerMinute', 0);
    await story.close();
  },
);
