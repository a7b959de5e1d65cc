/** @file Servers from before 10.2.6: a follow-up has a description, and neither a title nor an agenda. */
import type { FastifyInstance } from 'fastify';
import type { ApiParts } from './request-context.ts';

export function addOldTexts(api: FastifyInstance, { kit }: ApiParts): void {
  api.addHook('preSerialization', async (_request, _reply, payload) => {
    if (kit.switches.flag('titleAndAgenda')) return payload;
    return Array.isArray(payload) ? payload.map(withoutTitle) : withoutTitle(payload);
  });
}

function withoutTitle(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('AppointmentId' in answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'Title' && name !== 'Agenda'));
}
