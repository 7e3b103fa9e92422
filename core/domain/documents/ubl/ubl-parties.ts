import type { Issuer, PayableDocument } from '../payable-document.ts';
import { element, optional, type XmlNode } from './xml.ts';

type Address = Issuer['address'];

/** The issuer: known by its number in the register of its country, and for tax by its own number where it has one. */
export function ublSeller({ name, address, inn, registration, vatId, phone, email, tax }: Issuer): XmlNode {
  // Outside of value added tax no VAT number is told (BR-O-02).
  const taxId = tax.category === 'O' ? undefined : (vatId ?? inn);
  const contact = [optional('cbc:Telephone', phone), optional('cbc:ElectronicMail', email)];
  return element('cac:AccountingSupplierParty', [
    element('cac:Party', [
      element('cac:PartyName', [element('cbc:Name', name)]),
      postalAddress(address),
      taxId === undefined
        ? undefined
        : element('cac:PartyTaxScheme', [
            element('cbc:CompanyID', taxId),
            element('cac:TaxScheme', [element('cbc:ID', vatId === undefined ? 'TAX' : 'VAT')]),
          ]),
      element('cac:PartyLegalEntity', [
        element('cbc:RegistrationName', name),
        optional('cbc:CompanyID', registration ?? inn),
      ]),
      contact.some((one) => one !== undefined) ? element('cac:Contact', contact) : undefined,
    ]),
  ]);
}

/** The payer: by the number of its account where the issuer knows no name, in the issuer's country where it knows no address. */
export function ublBuyer({ payer, issuer }: PayableDocument): XmlNode {
  return element('cac:AccountingCustomerParty', [
    element('cac:Party', [
      element('cac:PartyIdentification', [element('cbc:ID', payer.unifiedAccount ?? payer.account)]),
      postalAddress(payer.address ?? { country: issuer.address.country }),
      element('cac:PartyLegalEntity', [element('cbc:RegistrationName', payer.name ?? payer.account)]),
    ]),
  ]);
}

function postalAddress({ street, city, postcode, country }: Address): XmlNode {
  return element('cac:PostalAddress', [
    optional('cbc:StreetName', street),
    optional('cbc:CityName', city),
    optional('cbc:PostalZone', postcode),
    element('cac:Country', [element('cbc:IdentificationCode', country)]),
  ]);
}
