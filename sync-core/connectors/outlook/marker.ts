/**
 * @file The mark that every event created by us carries: a named extended property, which no Outlook shows. Exchange copies
 * it when a person copies an event, so that it says where an event came from, not that it is the only one.
 */

/** The property set is ours alone; it must never change, or items made before would no longer be recognised. */
export const markerProperty = 'String {3f1d8a52-6c0e-4e8b-9a57-1b2f4d7c6e90} Name SynchronizerMarker';
