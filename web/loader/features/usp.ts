// The IAB's US Privacy string: __uspapi. Nobody maintains it any more; some
// readers still ask for it.

import type { Feature } from "../feature";
import { type Table, locator, pick, serve } from "../words";

type Callback = (data: { version: number; uspString: string } | null, success: boolean) => void;

const usp: Feature = (core) => {
	const api = (command: string, version: number, callback?: Callback): void => {
		const table: Table = core.view().options!.usp;
		if (command != "getUSPData" || (version && version != 1)) callback?.(null, false);
		else callback?.({ version: 1, uspString: pick(table, core.grants(), core.token()) }, true);
	};
	(window as any).__uspapi = api;
	locator("__uspapiLocator");
	serve("__uspapi", (command, _, reply, version) => api(command, Number(version), reply as Callback));
};

export default usp;
