// Improves pages that already work without it.
import { initAll } from "./dist/govuk-frontend.min.js";

initAll();

// A progress page renews its own part; when the work is over the whole page is read again.
const renew = async (part) => {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser()
    .parseFromString(await answer.text(), "text/html")
    .querySelector("[data-renew-seconds]");
  if (!fresh) {
    window.location.reload();
    return;
  }
  part.replaceChildren(...fresh.childNodes);
};

for (const part of document.querySelectorAll("[data-renew-seconds]")) {
  window.setInterval(() => renew(part).catch(() => {}), Number(part.dataset.renewSeconds) * 1000);
}
