/** What waits on this device, in the order in which it was noted. Photos are kept as they were taken. */
const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("desk", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("steps", { keyPath: "seq", autoIncrement: true });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function run(mode, act) {
  const deal = (await opened).transaction("steps", mode);
  const asked = act(deal.objectStore("steps"));
  return new Promise((resolve, reject) => {
    deal.oncomplete = () => resolve(asked.result);
    deal.onerror = deal.onabort = () => reject(deal.error);
  });
}

export const all = () => run("readonly", (steps) => steps.getAll());
export const put = (step) => run("readwrite", (steps) => steps.put(step));
export const remove = (seq) => run("readwrite", (steps) => steps.delete(seq));
