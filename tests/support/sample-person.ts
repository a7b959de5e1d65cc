/** @file Persons for tests of address books. */
import { someone } from '../../sync-core/engine/testing/scene.ts';
import { type Person, person } from '../../sync-core/model/person.ts';

export function aPerson(over: Partial<Record<keyof Person, unknown>> = {}): Person {
  return person.parse({ ...someone({ givenName: 'Mara', surname: 'Lind' }), ...over });
}

export const street = {
  street: 'Storgata 1\nBak gården',
  city: 'Oslo',
  state: 'Oslo',
  postalCode: '0155',
  country: 'Norway',
};

/** A person of whom everything is known. */
export const everything = aPerson({
  middleName: 'Sofie',
  namePrefix: 'Dr.',
  jobTitle: 'Head of purchasing',
  companyName: 'Fjord Foods AS',
  department: 'Purchasing',
  birthday: '1984-06-09',
  emails: ['mara@fjord.example', 'm.lind@nordlicht.example', 'mara.lind@home.example'],
  businessPhones: ['+47 (22) 12-34 56', '22 00 00 00 # 12'],
  mobilePhone: '900 00 000',
  homePhone: '22 11 11 11',
  otherPhone: '22 33 33 33',
  businessFax: '22 44 44 44',
  homeFax: '22 55 55 55',
  businessAddress: street,
  homeAddress: { ...street, street: 'Hjemveien 2' },
  otherAddress: { ...street, street: 'Postboks 3' },
  businessHomePage: 'https://fjord.example',
  homePage: 'https://mara.example',
});
