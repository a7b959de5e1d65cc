/** @file What the routes of People have in common. */
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { GoogleError } from '../google-error.ts';
import type { Contacts } from '../people/contacts.ts';
import { invalid } from '../people/person-fields.ts';

export type ContactsOf = (request: FastifyRequest) => Contacts;

/** What masks of answers may name beside what can be written. */
export const readable = ['metadata', 'photos'];

/** @param kind the part of the address in front: `people`. @param verb what stands behind the name, with its colon */
export function nameIn(request: FastifyRequest, kind: string, verb = ''): string {
  const { target } = request.params as { target: string };
  if (!target.endsWith(verb)) throw new GoogleError(404, 'notFound', 'Method not found.');
  return `${kind}/${target.slice(0, target.length - verb.length)}`;
}

/** @throws GoogleError 400 */
export function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw invalid(`Invalid value: ${read.error.issues[0]?.path.join('.')}`);
}
