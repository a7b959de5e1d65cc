/**
 * @file Lists in pages. A list is made once and kept while the mailbox stays as it is, so that a page costs what it holds.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CalendarItem } from '../mailbox/calendar-item.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { answerItem } from './event-query.ts';
import { type GraphCall, sendJson } from './gate.ts';
import type { QueryOptions } from './query-options.ts';

interface KeptList {
  readonly mailbox: Mailbox;
  readonly revision: number;
  readonly query: string;
  readonly items: readonly CalendarItem[];
}

const defaultPageSize = 10;
const keptLists = 8;

export class ListPages {
  readonly #address: (host: string) => string;
  #kept: KeptList[] = [];

  /** @param address the address of a server by name */
  constructor(address: (host: string) => string) {
    this.#address = address;
  }

  /** Answers one page; `make` is called when the list is not known yet. */
  send(
    call: GraphCall,
    request: FastifyRequest,
    reply: FastifyReply,
    options: QueryOptions,
    make: () => readonly CalendarItem[],
  ): FastifyReply {
    const path = request.url.split('?')[0] ?? '';
    const items = this.#items(call, path, options, make);
    const size = options.top ?? call.preferences.maxPageSize ?? defaultPageSize;
    const page = items.slice(options.skip, options.skip + size);
    const next = options.skip + size;
    const link = new URLSearchParams({ ...options.all, $skip: String(next) });
    return sendJson(reply, {
      '@odata.context': `${this.#address('graph')}/v1.0/$metadata#users('${encodeURIComponent(call.userName)}')/events`,
      ...(options.count ? { '@odata.count': items.length } : {}),
      value: page.map((item) => answerItem(call, item, options)),
      ...(next < items.length ? { '@odata.nextLink': `${this.#address('graph')}${path}?${link}` } : {}),
    });
  }

  #items(
    call: GraphCall,
    path: string,
    options: QueryOptions,
    make: () => readonly CalendarItem[],
  ): readonly CalendarItem[] {
    const { mailbox, view } = call;
    const { $skip: _skip, $top: _top, ...rest } = options.all;
    const query = `${path}?${JSON.stringify(rest)}${call.preferences.idForm}`;
    const kept = this.#kept.find(
      (list) => list.mailbox === mailbox && list.revision === view.revision && list.query === query,
    );
    if (kept) return kept.items;
    const items = make();
    this.#kept = [{ mailbox, revision: view.revision, query, items }, ...this.#kept].slice(0, keptLists);
    return items;
  }
}
