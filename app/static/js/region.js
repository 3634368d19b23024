/* Asks the browser to keep the one page that is shown where a page of the region cannot be fetched. Without it
 * everything works as before. */
const { worker, scope } = document.currentScript.dataset;

if ("serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" }).catch(() => {});
  });
}
