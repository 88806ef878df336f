/** The page of a long import asks how far it is every two seconds, and shows the result when it is there. */
export function followImport(page, every = 2000) {
  const place = page.querySelector("[data-import-progress]");
  if (!place) return;
  const bar = place.querySelector("progress");
  const done = place.querySelector("[data-done]");
  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.importProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      if (!told.working) return page.location.reload();
      bar.value = told.done;
      done.textContent = told.done;
    } catch {
      // The next question may be answered.
    }
    setTimeout(ask, every);
  };
  setTimeout(ask, every);
}
