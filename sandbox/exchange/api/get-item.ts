/** @file GetItem: items whole, in the order in which they were asked for. */
import { childOf } from '../soap/element.ts';
import { eachAnswered, type Operation } from './call.ts';
import { findEntry, showEntry } from './find-entry.ts';
import { bodyTypeOf, readShape } from './shape.ts';

export const getItem: Operation = (request, call) => {
  const shape = childOf(request, 'ItemShape');
  return eachAnswered(call, childOf(request, 'ItemIds')?.children ?? [], (id) => ({
    'm:Items': showEntry(call, findEntry(call, id), readShape(shape), bodyTypeOf(shape)),
  }));
};
