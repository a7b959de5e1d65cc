/**
 * @file Where an appointment's text lives. Since 10.2.6 SuperOffice has a title and an agenda (HTML); before, one
 * description whose first line is the title. A server that answers a `Title` has the new form, and then the description is
 * neither read nor written: which of the two wins on a save is not documented.
 */
import { type SplitText, splitAddedText } from '../../translate/added-text.ts';
import { canonicalHtml, htmlOfPlainText, plainTextOfHtml, readableText } from '../../translate/text.ts';

export interface StoredText {
  readonly Title?: string | null | undefined;
  readonly Agenda?: string | null | undefined;
  readonly Description?: string | null | undefined;
}

/** Whether this server keeps title and agenda apart. @param template its default entity */
export function hasTitle(template: StoredText): boolean {
  return template.Title !== undefined;
}

/** @param titled whether the server keeps title and agenda apart. */
export function readText(item: StoredText, titled: boolean): SplitText & { readonly title: string } {
  if (titled) return { title: oneLine(item.Title ?? ''), ...splitAddedText(bodyFrom(item.Agenda ?? '')) };
  const [title = '', ...rest] = (item.Description ?? '').split(/\r\n|\r|\n/);
  return { title: oneLine(title), ...splitAddedText(htmlOfPlainText(rest.join('\n').trim())) };
}

/** An agenda that was written by an older client is bare text. */
function bodyFrom(agenda: string): string {
  return /<\/?[a-z][^>]*>|&(?:[a-z]+|#\d+);/i.test(agenda) ? canonicalHtml(agenda) : htmlOfPlainText(agenda.trim());
}

/** The description of an older server, for a title and a body. */
export function descriptionFrom(title: string, body: string): string {
  const text = plainTextOfHtml(body).replaceAll(/\r\n|\r|\n/g, '\r\n');
  return text === '' ? title : `${title}\r\n${text}`;
}

export function oneLine(text: string): string {
  return readableText(text)
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .trim();
}
