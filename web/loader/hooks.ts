// The features of this page, if it has any: see feature.ts.

import type { Host } from "./host";

// In the place of this name the server puts the host with the features that the
// site uses, or null.
declare const __SAYSO_FEATURES__: Host | null;

export const host = __SAYSO_FEATURES__;
