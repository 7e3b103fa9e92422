const NAMES = {
  company: 'ООО «УК „Сосновый бор“» (песочница)',
  electricity: 'АО «Горэнерго» (песочница)',
  water: 'МУП «Горводоканал» (песочница)',
} as const;
/** Check digits fit, but no region, bank or account of these numbers exists: a code of the sandbox pays nobody. */
const REQUISITES = {
  company: ['0012345017', '40702810600000000001'],
  electricity: ['0012345024', '40702810900000000002'],
  water: ['0012345031', '40702810200000000003'],
} as const;

/** What a biller of the sandbox needs for documents of its bills. */
export function documentsFile(name: keyof typeof NAMES, pages: string): object {
  const [inn, account] = REQUISITES[name];
  return {
    language: 'ru',
    pages,
    issuer: {
      name: NAMES[name],
      inn,
      address: { country: 'RU', city: 'Песочница', street: 'ул. Примерная, д. 1' },
      bank: {
        ...{ kind: 'ru', account, bic: '040000999', bankName: 'Банк-песочница' },
        correspondentAccount: '30101810500000000999',
      },
      tax: { category: 'O', reason: 'НДС не облагается' },
    },
  };
}
