// Hand-over: a choice goes to another page by a pass of one minute in the
// fragment of its address, #sayso=TOKEN, which is taken off at once.

import type { Feature } from "../feature";

const handover: Feature = (core) => {
	const post = async (path: string, body: object): Promise<any> => {
		const response = await fetch(core.view().server + path, { method: "POST", body: JSON.stringify(body), credentials: "same-origin" });
		const answer = await response.json();
		if (!response.ok) throw Error(answer.detail);
		return answer;
	};
	const site = core.view().site;
	const [whole, token] = /[#&]sayso=([\w-]+)/.exec(location.hash) || [];
	if (token) {
		const rest = location.hash.replace(whole!, "").replace(/^&/, "#");
		history.replaceState(history.state, "", location.pathname + location.search + rest);
		post("/v1/handover/receipt", { site, token })
			.then(core.record)
			.catch((e) => core.fail("the choice was not handed over: " + e.message));
	}
	return {
		api: {
			/** The address of a page with a pass for what the visitor chose here. */
			async handover(address: string): Promise<string> {
				const to = new URL(address, location.href);
				if (!core.token()) return to.href;
				const { token } = await post("/v1/handover", { site, receipt: core.token(), to: to.origin });
				to.hash += (to.hash ? "&" : "#") + "sayso=" + token;
				return to.href;
			},
		},
	};
};

export default handover;
