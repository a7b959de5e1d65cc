/**
 * @file Pictures of persons, to be read and taken away.
 */
import type { FastifyInstance } from 'fastify';
import { badRequest, notFound } from '../errors.ts';
import { associateCarrier } from './carriers.ts';
import { type ApiParts, idOf, queryOf } from './request-context.ts';

/** A transparent picture of one pixel. */
const clearPixel = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const blanks = new Set(['default', 'clearpixel', 'srnophoto', 'srnophotowithborder']);

export function addPictures(api: FastifyInstance, { tenant }: ApiParts): void {
  api.get('/Person/:id/Image', (request, reply) => {
    const picture = tenant.pictures.get(idOf(request));
    const ifBlank = queryOf(request)['ifblank']?.toLowerCase();
    if (ifBlank !== undefined && !blanks.has(ifBlank)) throw badRequest(`ifBlank has no value "${ifBlank}".`);
    if (picture) return reply.type(picture.type).send(Buffer.from(picture.base64, 'base64'));
    if (ifBlank === undefined) throw notFound('Image of person', idOf(request));
    return reply.type('image/gif').send(Buffer.from(clearPixel, 'base64'));
  });
  api.get('/Person/:id/ImageInfo', (request) => {
    const picture = tenant.pictures.get(idOf(request));
    if (!picture) throw notFound('Image of person', idOf(request));
    const size = Buffer.from(picture.base64, 'base64').length;
    return {
      BlobId: picture.blobId,
      BlobSize: size,
      Description: '',
      ExtraInfo: '',
      IsEncrypted: false,
      IsZipped: false,
      MimeType: picture.type,
      OriginalSize: size,
      CreatedDate: request.caller.time.writeUtc(picture.created),
      UpdatedDate: request.caller.time.writeUtc(picture.created),
      CreatedBy: associateCarrier(tenant, request.caller.user.associateId),
      UpdatedBy: null,
      ConceptualType: 'PersonImage',
      TableRight: null,
      FieldProperties: {},
    };
  });
}
