import { Component } from 'react';
import type { ReactNode } from 'react';
import { Fault } from '../components/fault.tsx';

/** Shows what ended a page in its place, be it that its code did not come: the frame around it stays, and leads elsewhere. */
export class PageFault extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children;
    return <Fault error={this.state.error} onRetry={() => location.reload()} />;
  }
}
