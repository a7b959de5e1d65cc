/** @file `/v1/people`: contacts one by one, and their pictures. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { GoogleError } from '../google-error.ts';
import { renderContact } from '../people/contacts.ts';
import { invalid, readMask, readPerson } from '../people/person-fields.ts';
import { contactScopes, demandScope } from './gate.ts';
import { type Parameters, readParameters } from './parameters.ts';
import { type ContactsOf, nameIn, parsed, readable } from './people-parts.ts';

const picture = z.strictObject({
  photoBytes: z.string().min(1),
  personFields: z.string().optional(),
  sources: z.array(z.string()).optional(),
});
/** How a JPEG, a PNG and a GIF begin. */
const beginnings = ['ffd8ff', '89504e47', '47494638'];

export function peopleRoutes(app: FastifyInstance, contactsOf: ContactsOf): void {
  const maskOf = (parameters: Parameters) => readMask(parameters.text('personFields'), 'personFields', readable);

  app.get('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.read);
    const mask = maskOf(readParameters(request, ['personFields', 'sources']));
    return reply.send(renderContact(contactsOf(request).find(nameIn(request, 'people')), mask));
  });
  app.post('/v1/people::createContact', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    const parameters = readParameters(request, ['personFields', 'sources']);
    const asked = parameters.text('personFields');
    const mask = asked === null ? new Set([...readable, ...Object.keys(readPerson(request.body))]) : maskOf(parameters);
    return reply.send(renderContact(contactsOf(request).create(readPerson(request.body)), mask));
  });
  app.patch('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    if ((request.params as { target: string }).target.endsWith(':updateContactPhoto'))
      return reply.send(withPhoto(request, contactsOf));
    const parameters = readParameters(request, ['personFields', 'sources', 'updatePersonFields']);
    const mask = readMask(parameters.text('updatePersonFields'), 'updatePersonFields');
    const shown = parameters.text('personFields') === null ? new Set([...mask, ...readable]) : maskOf(parameters);
    const name = nameIn(request, 'people', ':updateContact');
    return reply.send(renderContact(contactsOf(request).update(name, readPerson(request.body), mask), shown));
  });
  app.delete('/v1/people/:target', (request, reply) => {
    demandScope(request, ...contactScopes.write);
    if ((request.params as { target: string }).target.endsWith(':deleteContactPhoto')) {
      const parameters = readParameters(request, ['personFields', 'sources']);
      const shown = parameters.text('personFields') === null ? null : maskOf(parameters);
      const contact = contactsOf(request).setPhoto(nameIn(request, 'people', ':deleteContactPhoto'), null);
      return reply.send(shown === null ? {} : { person: renderContact(contact, shown) });
    }
    readParameters(request, []);
    contactsOf(request).delete(nameIn(request, 'people', ':deleteContact'));
    return reply.send({});
  });
}

/** @throws GoogleError 400 for what is no picture */
function withPhoto(request: FastifyRequest, contactsOf: ContactsOf): object {
  readParameters(request, []);
  const { photoBytes, personFields } = parsed(picture, request.body);
  const shown = personFields === undefined ? null : readMask(personFields, 'personFields', readable);
  const beginning = Buffer.from(photoBytes, 'base64').toString('hex');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(photoBytes) || !beginnings.some((each) => beginning.startsWith(each)))
    throw invalid('Photo bytes are not a picture.');
  if (photoBytes.length > largestPicture) throw new GoogleError(400, 'invalid', 'The photo is too large.');
  const contact = contactsOf(request).setPhoto(nameIn(request, 'people', ':updateContactPhoto'), photoBytes);
  return shown === null ? {} : { person: renderContact(contact, shown) };
}

/** As base64. */
const largestPicture = 7 * 1024 * 1024;
