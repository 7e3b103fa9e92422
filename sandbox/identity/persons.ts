/** A person who exists in the sandbox alone. */
export type SandboxPerson = {
  /** What they sign in with, and their subject. */
  login: string;
  name: string;
  premises: { premise: string; address: string; personalAccount: string }[];
};

const HOUSE = 'г. Примерск, ул. Образцовая, д. 1';
const FLATS = 12;

/** The residents of the sandbox house: `flat-1` to `flat-12`, one premise each. All names and numbers are invented. */
export function sandboxPersons(flats = FLATS): SandboxPerson[] {
  return Array.from({ length: flats }, (_, index) => {
    const flat = index + 1;
    return {
      login: `flat-${flat}`,
      name: `Житель Песочницын (кв. ${flat})`,
      premises: [
        {
          premise: `flat-${flat}`,
          address: `${HOUSE}, кв. ${flat}`,
          personalAccount: `00SB${String(flat).padStart(6, '0')}`,
        },
      ],
    };
  });
}
