/**
 * @file Who the caller is, which users there are, and what they prefer.
 */
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';
import { type PreferenceValue, preferenceOf, preferencesOf } from '../tenant/preferences.ts';
import type { User } from '../tenant/rows.ts';
import { fieldsOf } from '../wire.ts';
import { associateCarrier } from './carriers.ts';
import type { ApiParts } from './request-context.ts';

export function addPrincipal(api: FastifyInstance, parts: ApiParts): void {
  const { tenant } = parts;
  api.get('/User/currentPrincipal', (request) => principal(request.caller.user, tenant.context));
  api.get('/User/currentAssociate', (request) => associateCarrier(tenant, request.caller.user.associateId));
  api.get('/Preference', (request) => preferencesOf(tenant, request.caller.user.associateId, null).map(preference));
  api.get<{ Params: { section: string } }>('/Preference/:section', (request) =>
    preferencesOf(tenant, request.caller.user.associateId, request.params.section).map(preference),
  );
  api.get<{ Params: { section: string; key: string } }>('/Preference/:section/:key', (request) => {
    const { section, key } = request.params;
    const found = preferenceOf(tenant, request.caller.user.associateId, section, key);
    if (!found) throw new Refusal(404, `Preference ${section}/${key} not found`);
    return preference(found);
  });
  api.put<{ Params: { section: string; key: string } }>('/Preference/:section/:key', (request) => {
    const { section, key } = request.params;
    const { associateId } = request.caller.user;
    if (!preferenceOf(tenant, associateId, section, key))
      throw new Refusal(404, `Preference ${section}/${key} not found`);
    const value = fieldsOf(request.body).text('RawValue');
    tenant.preferences.set(`${associateId}/${section}/${key}`.toLowerCase(), value);
    const stored = preferenceOf(tenant, associateId, section, key);
    return stored ? preference(stored) : null;
  });
}

function principal(user: User, context: string): Record<string, unknown> {
  return {
    UserType: user.isRoom ? 'ResourceAssociate' : 'InternalAssociate',
    Associate: user.initials,
    AssociateId: user.associateId,
    IsPerson: true,
    PersonId: user.personId,
    CountryId: 276,
    HomeCountryId: 276,
    ContactId: user.contactId,
    GroupId: user.groupId,
    BusinessId: 1,
    CategoryId: 1,
    ContactOwner: user.associateId,
    RoleId: user.isAdministrator ? 1 : 4,
    RoleName: user.isAdministrator ? 'Administrator' : 'Sales user',
    RoleDescription: '',
    RoleType: 'Employee',
    Licenses: licences(user),
    FullName: user.fullName,
    EMailAddress: user.email,
    FunctionRights: user.isAdministrator ? ['admin-all', 'user-admin'] : [],
    EjUserId: 0,
    EjAccessLevel: 0,
    EjUserStatus: 'StatusNone',
    ProvidedCredentials: [],
    SecondaryGroups: [],
    DatabaseContextIdentifier: context,
    UserName: user.email,
  };
}

function licences(user: User): Record<string, unknown>[] {
  const names = ['user', 'web', ...(user.confidentialActivities ? ['visible-for'] : [])];
  return names.map((name, index) => ({
    OwnerId: 1,
    OwnerName: 'SuperOffice',
    OwnerDescription: '',
    ModuleId: index + 1,
    Name: name,
    Description: '',
    Version: '',
    LicenseType: 'UserLicense',
    ExtraFlags: 0,
    ExtraInfo: '',
    SortOrder: index,
    LicenseNumber: 0,
    IsHidden: false,
    IsUnrestricted: true,
    TableRight: null,
    FieldProperties: {},
  }));
}

function preference(found: PreferenceValue): Record<string, unknown> {
  return {
    Level: found.level,
    RawValue: found.value,
    Specification: { Section: found.section, Key: found.key, TableRight: null, FieldProperties: {} },
    DisplayValue: '',
    DisplayTooltip: '',
    DisplayType: found.display,
    TargetId: 0,
    PrefDescId: 0,
    TableName: '',
    UserPreferenceId: 0,
    TableRight: null,
    FieldProperties: {},
  };
}
