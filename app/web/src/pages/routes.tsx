import { lazy, Suspense } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../layout/page.tsx';
import { PageFault } from '../layout/page-fault.tsx';
import { Waiting } from '../layout/waiting.tsx';
import { usePath } from '../router.tsx';

/** Each page is fetched when somebody goes there. */
const HomePage = lazy(async () => ({ default: (await import('./home.tsx')).HomePage }));
const BillsPage = lazy(async () => ({ default: (await import('./bills.tsx')).BillsPage }));
const BillPage = lazy(async () => ({ default: (await import('./bill.tsx')).BillPage }));
const PaymentPage = lazy(async () => ({ default: (await import('./payment.tsx')).PaymentPage }));
const ReadingsPage = lazy(async () => ({ default: (await import('./readings.tsx')).ReadingsPage }));
const ContractsPage = lazy(async () => ({ default: (await import('./contracts.tsx')).ContractsPage }));
const AppealsPage = lazy(async () => ({ default: (await import('./appeals.tsx')).AppealsPage }));
const FlatPage = lazy(async () => ({ default: (await import('./flat.tsx')).FlatPage }));
const KeysPage = lazy(async () => ({ default: (await import('./keys.tsx')).KeysPage }));

export function Routes(): ReactElement {
  return (
    <PageFault key={usePath()}>
      <Suspense fallback={<Waiting />}>
        <Route />
      </Suspense>
    </PageFault>
  );
}

/** Path to page. */
function Route(): ReactElement {
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
