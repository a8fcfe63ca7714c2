// Takes the sheet's secret out of the address bar before anything else on this page runs.
// It must stay the first import of main.js: no other module may ever see the fragment.
const taken = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

/**
 * The text after `#` of the sheet's link; empty where the page was opened without a sheet.
 * @type {{ text: string }}
 */
export const sheet = { text: taken };
