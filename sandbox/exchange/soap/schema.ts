/**
 * @file The contract of the web service, which every request has to keep to the letter: an element at another place than the
 * schema's is refused, as Exchange does.
 */
import fs from 'node:fs';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlParseError,
  XmlValidateError,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { type Element, elementOf } from './element.ts';
import { SoapFault } from './ews-error.ts';

const folder = new URL('../../../tests/contracts/ews/', import.meta.url);
const parts = ['types.xsd', 'messages.xsd', 'xml.xsd'];

let validator: XsdValidator | null = null;

/** Takes half a second, once. */
function schema(): XsdValidator {
  if (validator) return validator;
  const files = parts.map((name) => [`file:///ews/${name}`, fs.readFileSync(new URL(name, folder))]);
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(files)));
  const envelope = fs.readFileSync(new URL('envelope.xsd', folder));
  validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(envelope, { url: 'file:///ews/envelope.xsd' }));
  return validator;
}

/**
 * The envelope of a request.
 * @throws SoapFault ErrorSchemaValidation for what is no XML, or is against the schema
 */
export function readEnvelope(text: string): Element {
  let document: XmlDocument | null = null;
  try {
    document = XmlDocument.fromString(text);
    schema().validate(document);
    return elementOf(document);
  } catch (error) {
    if (error instanceof XmlParseError || error instanceof XmlValidateError) throw invalid(error);
    throw error;
  } finally {
    document?.dispose();
  }
}

function invalid({ message, details }: XmlParseError | XmlValidateError): SoapFault {
  const [first] = details;
  if (first?.message.includes('RequestServerVersion')) {
    return new SoapFault('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  }
  return new SoapFault(
    'ErrorSchemaValidation',
    `The request failed schema validation: ${(first?.message ?? message).trim()}`,
    {
      LineNumber: String(first?.line ?? 0),
      LinePosition: String(first?.col ?? 0),
      Violation: (first?.message ?? message).trim(),
    },
  );
}
