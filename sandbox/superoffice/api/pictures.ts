/**
 * @file Pictures of persons, to be read and taken away.
 */
import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { badRequest, notFound } from '../errors.ts';
import { noTime } from '../time/wire-time.ts';
import { associateCarrier } from './carriers.ts';
import { type ApiParts, idOf, queryOf } from './request-context.ts';

/** A transparent picture of one pixel. */
const clearPixel = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
/** What a picture can be asked for as. */
const forms = { jpeg: 'image/jpeg', jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' } as const;
const blanks = new Set(['default', 'clearpixel', 'srnophoto', 'srnophotowithborder']);

export function addPictures(api: FastifyInstance, { kit, tenant }: ApiParts): void {
  api.get('/Person/:id/Image', async (request, reply) => {
    const picture = tenant.pictures.get(idOf(request));
    const ifBlank = queryOf(request)['ifblank']?.toLowerCase();
    if (ifBlank !== undefined && !blanks.has(ifBlank)) throw badRequest(`ifBlank has no value "${ifBlank}".`);
    if (picture) {
      const content = Buffer.from(picture.base64, 'base64');
      const type = formOf(queryOf(request)['type']) ?? picture.type;
      return reply.type(type).send(type === picture.type ? content : await converted(content, type));
    }
    if (ifBlank === undefined) throw notFound('Image of person', idOf(request));
    return reply.type('image/gif').send(Buffer.from(clearPixel, 'base64'));
  });
  api.get('/Person/:id/ImageInfo', (request) => {
    const picture = tenant.pictures.get(idOf(request));
    if (!picture && kit.switches.text('noPictureInfo') === 'notFound') throw notFound('Image of person', idOf(request));
    const size = Buffer.from(picture?.base64 ?? '', 'base64').length;
    return {
      BlobId: picture?.blobId ?? 0,
      BlobSize: size,
      Description: '',
      ExtraInfo: '',
      IsEncrypted: false,
      IsZipped: false,
      MimeType: picture?.type ?? '',
      OriginalSize: size,
      CreatedDate: request.caller.time.writeUtc(picture?.created ?? noTime),
      UpdatedDate: request.caller.time.writeUtc(picture?.updated ?? noTime),
      CreatedBy: associateCarrier(tenant, request.caller.user.associateId),
      UpdatedBy: null,
      ConceptualType: 'PersonImage',
      TableRight: null,
      FieldProperties: {},
    };
  });
}

type Form = (typeof forms)[keyof typeof forms];

/** @throws Refusal (400) for a name that none has */
function formOf(name: string | undefined): Form | undefined {
  if (name === undefined) return undefined;
  const found = Object.entries(forms).find(([known]) => known === name.toLowerCase());
  if (!found) throw badRequest(`type has no value "${name}".`);
  return found[1];
}

async function converted(content: Buffer, type: Form): Promise<Buffer> {
  const picture = sharp(content);
  if (type === 'image/gif') return await picture.gif().toBuffer();
  return await (type === 'image/png' ? picture.png() : picture.jpeg()).toBuffer();
}
