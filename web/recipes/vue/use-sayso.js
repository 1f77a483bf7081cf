import { computed, shallowRef } from "vue";

// What is granted now.
const grants = shallowRef({});

window.sayso ||= { q: [] };
window.sayso.q.push((sayso) => {
	const take = () => (grants.value = sayso.choices());
	sayso.on("change", take);
	sayso.ready.then(take);
});

/** Whether key ("analytics") is granted, as a ref. */
export const useAllowed = (key) => computed(() => grants.value[key] === true);
