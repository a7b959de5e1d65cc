/**
 * @file Categories that say something. That an appointment of the CRM is ticked off shows in the calendar as a category beside
 * the one that all of them carry: "SuperOffice Appointment (done)". It is known by its ending alone, so that a changed
 * preference does not make what was done look undone.
 */

const ending = ' (done)';

/** @param outgoing the category of what comes out of the CRM. */
export function doneCategoryOf(outgoing: string): string {
  return `${outgoing}${ending}`;
}

function saysDone(category: string): boolean {
  return category.trim().toLowerCase().endsWith(ending.trim());
}

/** @returns whether one of them says that the item is done. */
export function isDone(categories: readonly string[]): boolean {
  return categories.some(saysDone);
}

/**
 * @param categories of the item; all others stay as they are.
 * @param doneCategory what says that it is done where nothing does yet.
 */
export function withDone(categories: readonly string[], done: boolean, doneCategory: string): readonly string[] {
  if (!done) return categories.filter((category) => !saysDone(category));
  return isDone(categories) ? categories : [...categories, doneCategory];
}

/** The same categories, as far as being done goes with those of `model`. */
export function withDoneAs(categories: readonly string[], model: readonly string[]): readonly string[] {
  const done = model.filter(saysDone);
  return done.length > 0 && isDone(categories) ? categories : [...withDone(categories, false, ''), ...done];
}
