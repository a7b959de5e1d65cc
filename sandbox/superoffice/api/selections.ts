/**
 * @file Selections: the entity, its members, and members that are added and removed.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { denied } from '../appointment/rights.ts';
import { runQuery } from '../archive/query.ts';
import { contactPersonProvider } from '../archive/selection-providers.ts';
import { badRequest, notFound } from '../errors.ts';
import { withMembers, withoutMembers } from '../selection/change.ts';
import { selectionEntity } from '../selection/entity.ts';
import { mayChangeSelection, mayReadSelection } from '../selection/members.ts';
import type { Selection } from '../tenant/person-rows.ts';
import { fieldsOf, selected } from '../wire.ts';
import { type ApiParts, idOf, lastModified, notModified, queryOf } from './request-context.ts';

const memberOptions = new Set(['$select', '$mode', '$format']);

export function addSelections(api: FastifyInstance, parts: ApiParts, hostName: string): void {
  const { tenant, kit } = parts;
  api.get('/Selection/:id', (request, reply) => {
    const selection = selectionToRead(parts, request);
    if (notModified(request, selection.updated)) return reply.code(304).send();
    lastModified(reply, selection.updated);
    return selected(selectionEntity(tenant, selection, request.caller, kit.switches), queryOf(request)['$select']);
  });
  api.get('/Selection/:id/Members', (request) => {
    const { id } = selectionToRead(parts, request);
    const asked = queryOf(request);
    const unknown = Object.keys(asked).find((name) => !memberOptions.has(name));
    if (unknown !== undefined) throw badRequest(`"${unknown}" is not an option of the members of a selection.`);
    const $filter = `selectionId = ${id}`;
    return runQuery(contactPersonProvider(tenant, kit.switches, $filter), {
      context: { tenant, caller: request.caller },
      switches: kit.switches,
      options: { $select: 'contactId,personId', ...asked, $filter },
      address: `${kit.address(hostName)}${request.url.split('?')[0]}`,
      isUnpaged: true,
    });
  });
  api.post('/Selection/:id/Members/AddPerson', (request, reply) => {
    tenant.putSelection(withMembers(tenant, ...changeOf(parts, request)));
    return reply.code(204).send();
  });
  api.post('/Selection/:id/Members/RemovePerson', (request, reply) => {
    tenant.putSelection(withoutMembers(tenant, ...changeOf(parts, request)));
    return reply.code(204).send();
  });
}

/** @throws Refusal 404 when it is not there, as any other refusal of rights when the caller may not read it */
function selectionToRead({ tenant, kit }: ApiParts, request: FastifyRequest): Selection {
  const selection = tenant.selections.get(idOf(request), request.caller.asOf);
  if (!selection) throw notFound('Selection', idOf(request));
  if (!mayReadSelection(selection, request.caller.user))
    throw denied(kit.switches, `You may not read selection ${selection.id}.`);
  return selection;
}

function changeOf(parts: ApiParts, request: FastifyRequest) {
  const selection = selectionToRead(parts, request);
  const { user } = request.caller;
  if (!mayChangeSelection(selection, user))
    throw denied(parts.kit.switches, `You may not change selection ${selection.id}.`);
  if (!Array.isArray(request.body)) throw badRequest('The body is not an array.');
  const members = request.body.map((each) => {
    const fields = fieldsOf(each, 'A member');
    return { contactId: fields.int('ContactId'), personId: fields.int('PersonId') };
  });
  return [selection, members, user.associateId] as const;
}
