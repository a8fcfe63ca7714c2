// The name of this release, shown in the settings and written into release.json.
export const VERSION = "0.1.0";
