/**
 * @file Persons and companies, to be read.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../errors.ts';
import { companyEntity, personEntity } from '../person/entity.ts';
import { personOfUser } from '../tenant/load-persons.ts';
import type { Company, Person } from '../tenant/person-rows.ts';
import { selected } from '../wire.ts';
import { companyCarrier, personCarrier, userOfPerson } from './carriers.ts';
import { type ApiParts, idOf, lastModified, notModified, queryOf } from './request-context.ts';

export function addAddressBook(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  api.get('/Person/:id', (request, reply) => {
    const person = personToRead(parts, request);
    if (notModified(request, person.updated)) return reply.code(304).send();
    lastModified(reply, person.updated);
    return selected(personEntity(tenant, person, request.caller), queryOf(request)['$select']);
  });
  api.get('/Person/:id/Simple', (request) => personCarrier(tenant, personToRead(parts, request).personId));
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

/** @throws Refusal (404) */
function companyToRead({ tenant }: ApiParts, request: FastifyRequest): Company {
  const company = tenant.companies.get(idOf(request), request.caller.asOf);
  if (!company) throw notFound('Contact', idOf(request));
  return company;
}
