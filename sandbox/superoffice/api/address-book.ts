/**
 * @file Persons and companies: both are read, persons are changed.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { changesByPatch } from '../appointment/patch.ts';
import { denied } from '../appointment/rights.ts';
import { badRequest, notFound } from '../errors.ts';
import { companyEntity, personEntity } from '../person/entity.ts';
import { personAfter, savePerson } from '../person/save.ts';
import { blankPerson, personOfUser } from '../tenant/load-persons.ts';
import type { Company, Person } from '../tenant/person-rows.ts';
import { fieldsOf, selected } from '../wire.ts';
import { companyCarrier, personCarrier, userOfPerson } from './carriers.ts';
import { type ApiParts, checkUnmodified, idOf, lastModified, notModified, queryOf } from './request-context.ts';

export function addAddressBook(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  api.get('/Person/:id', (request, reply) => {
    const person = personToRead(parts, request);
    if (notModified(request, person.updated)) return reply.code(304).send();
    lastModified(reply, person.updated);
    return selected(personEntity(tenant, person, request.caller), queryOf(request)['$select']);
  });
  api.get('/Person/:id/Simple', (request) => personCarrier(tenant, personToRead(parts, request).personId));
  api.put('/Person/:id', (request, reply) => {
    const before = personToChange(parts, request);
    const body = fieldsOf(request.body);
    if (body.has('PersonId') && body.int('PersonId') !== before.personId)
      throw badRequest('PersonId is not that of the address.');
    const { personId, country, isReadOnly, created, updated, updatedBy, deleted, fields } = before;
    const kept = { personId, country, isReadOnly, created, updated, updatedBy, deleted, fields };
    return saved(request, reply, before, personAfter(tenant, { ...blankPerson, ...kept }, body));
  });
  api.patch('/Person/:id', (request, reply) => {
    const before = personToChange(parts, request);
    const changes = changesByPatch(personEntity(tenant, before, request.caller), request.body);
    return saved(request, reply, before, personAfter(tenant, before, fieldsOf(changes)));
  });
  const saved = (request: FastifyRequest, reply: FastifyReply, before: Person, after: Person) => {
    const person = savePerson(tenant, parts.kit.switches, before, after, request.caller.user);
    lastModified(reply, person.updated);
    return selected(personEntity(tenant, person, request.caller), queryOf(request)['$select']);
  };
  api.get('/Contact/:id', (request, reply) => {
    const company = companyToRead(parts, request);
    if (notModified(request, company.updated)) return reply.code(304).send();
    lastModified(reply, company.updated);
    return selected(companyEntity(tenant, company, request.caller), queryOf(request)['$select']);
  });
  api.get('/Contact/:id/Simple', (request) => companyCarrier(tenant, companyToRead(parts, request).contactId));
  api.post('/Agents/Person/GetMyPerson', (request) =>
    personEntity(tenant, personOfUser(request.caller.user), request.caller),
  );
}

/** @throws Refusal (404) for a person that is not there, or as the switch `deletedPersonRead` has it in the recycle bin */
function personToRead({ tenant, kit }: ApiParts, request: FastifyRequest): Person {
  const id = idOf(request);
  const user = userOfPerson(tenant, id);
  const person = tenant.persons.get(id, request.caller.asOf) ?? (user && personOfUser(user));
  const isHidden = person !== undefined && person.deleted !== 0 && kit.switches.text('deletedPersonRead') !== 'entity';
  if (!person || isHidden) throw notFound('Person', id);
  return person;
}

/** @throws Refusal 404 when it is not there or in the recycle bin, 403 for a user, 412 when it was changed since */
function personToChange({ tenant, kit }: ApiParts, request: FastifyRequest): Person {
  const id = idOf(request);
  const person = tenant.persons.get(id);
  if (!person && userOfPerson(tenant, id)) throw denied(kit.switches, `Person ${id} is a user.`);
  if (person?.deleted !== 0) throw notFound('Person', id);
  checkUnmodified(request, person.updated, `Person ${id}`);
  return person;
}

/** @throws Refusal (404) */
function companyToRead({ tenant }: ApiParts, request: FastifyRequest): Company {
  const company = tenant.companies.get(idOf(request), request.caller.asOf);
  if (!company) throw notFound('Contact', idOf(request));
  return company;
}
