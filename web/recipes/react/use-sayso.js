import { useSyncExternalStore } from "react";

// What is granted now, as one object that changes when it does.
let grants = {};
const listeners = new Set();

window.sayso ||= { q: [] };
window.sayso.q.push((sayso) => {
	const take = () => {
		grants = sayso.choices();
		listeners.forEach((listener) => listener());
	};
	sayso.on("change", take);
	sayso.ready.then(take);
});

const subscribe = (listener) => {
	listeners.add(listener);
	return () => listeners.delete(listener);
};

/** Whether key ("analytics") is granted; renders anew when that changes. */
export const useAllowed = (key) => useSyncExternalStore(subscribe, () => grants[key] === true, () => false);
