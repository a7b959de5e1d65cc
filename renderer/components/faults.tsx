/** @file Where a mistake of the window's own ends: it is said, with a way on, instead of an empty window. */
import { Component, type ReactNode } from 'react';
import { PageFailed } from './page.tsx';

interface FaultsProps {
  readonly children: ReactNode;
}

export class Faults extends Component<FaultsProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <PageFailed onRetry={() => this.setState({ failed: false })} />;
  }
}
