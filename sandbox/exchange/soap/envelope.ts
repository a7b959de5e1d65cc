/** @file Answers as they leave: an envelope around the response of an operation, or around a fault. */
import { create } from 'xmlbuilder2';
import type { SoapFault } from './ews-error.ts';

/** What `xmlbuilder2` writes: names with prefix, attributes as `@name`, elements in the order of their names, several as a list. */
export type Xml = string | number | boolean | null | XmlObject | readonly Xml[];
export interface XmlObject {
  readonly [name: string]: Xml | undefined;
}

const namespaces = {
  '@xmlns:s': 'http://schemas.xmlsoap.org/soap/envelope/',
  '@xmlns:m': 'http://schemas.microsoft.com/exchange/services/2006/messages',
  '@xmlns:t': 'http://schemas.microsoft.com/exchange/services/2006/types',
};

/** How a server of a release announces itself. */
export interface ServerVersion {
  readonly minor: number;
  readonly build: number;
  readonly schema: string;
}

/** @param response of the operation, under its name: `m:GetItemResponse` */
export function answer(response: XmlObject, version: ServerVersion): string {
  return written({ ...header(version), 's:Body': response });
}

function header({ minor, build, schema }: ServerVersion): XmlObject {
  return {
    's:Header': {
      't:ServerVersionInfo': {
        '@MajorVersion': '15',
        '@MinorVersion': minor,
        '@MajorBuildNumber': build,
        '@MinorBuildNumber': '17',
        '@Version': schema,
      },
    },
  };
}

/** @param version absent: something before the server answers */
export function faultAnswer({ code, message, values }: SoapFault, version?: ServerVersion): string {
  const errors = 'http://schemas.microsoft.com/exchange/services/2006/errors';
  const details = Object.entries(values).map(([name, value]) => ({ '@Name': name, '#': value }));
  return written({
    ...(version ? header(version) : {}),
    's:Body': {
      's:Fault': {
        faultcode: { '@xmlns:a': 'http://schemas.microsoft.com/exchange/services/2006/types', '#': `a:${code}` },
        faultstring: { '@xml:lang': 'en-US', '#': message },
        detail: {
          'e:ResponseCode': { '@xmlns:e': errors, '#': code },
          'e:Message': { '@xmlns:e': errors, '#': message },
          ...(details.length === 0 ? {} : { 't:MessageXml': { 't:Value': details } }),
        },
      },
    },
  });
}

function written(content: XmlObject): string {
  return create({ encoding: 'utf-8' }, { 's:Envelope': { ...namespaces, ...content } }).end();
}
