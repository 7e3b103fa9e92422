import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../layout/page.tsx';
import { usePath } from '../router.tsx';
import { AppealsPage } from './appeals.tsx';
import { BillPage } from './bill.tsx';
import { BillsPage } from './bills.tsx';
import { ContractsPage } from './contracts.tsx';
import { FlatPage } from './flat.tsx';
import { HomePage } from './home.tsx';
import { KeysPage } from './keys.tsx';
import { PaymentPage } from './payment.tsx';
import { ReadingsPage } from './readings.tsx';

/** Path to page. */
export function Routes(): ReactElement {
  const { t } = useTranslation();
  const [, room = '', detail = ''] = usePath().split('/');
  switch (room) {
    case '':
      return <HomePage />;
    case 'bills':
      return detail === '' ? <BillsPage /> : <BillPage name={detail} />;
    case 'payments':
      return <PaymentPage key={detail} orderId={detail} />;
    case 'readings':
      return <ReadingsPage />;
    case 'contracts':
      return <ContractsPage />;
    case 'letters':
      return <AppealsPage />;
    case 'flat':
      return <FlatPage />;
    case 'recovery-sheet':
      return <KeysPage />;
    default:
      return <Empty>{t('fault.page')}</Empty>;
  }
}
