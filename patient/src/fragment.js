// Takes the sheet's secret out of the address bar before anything else on this page runs.
// It must stay the first import of main.js: no other module may ever see the fragment.
const taken = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

// A sheet scanned while the page is open in this tab changes the fragment and loads nothing.
addEventListener("hashchange", () => {
  if (!location.hash) return;
  sheet.text = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  sheet.scanned();
});

/**
 * The text after `#` of the sheet's link; empty where the page was opened without a sheet.
 * @type {{ text: string, scanned: () => void }}
 */
export const sheet = { text: taken, scanned: () => undefined };
