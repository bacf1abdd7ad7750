// What stands behind the page: a clinic's server, or, for people without a clinic, nobody. Then the phone keeps it all.

export const ALONE = "alone" in document.documentElement.dataset;

// Whose store it is where nobody has let the phone in; a clinic's names are longer.
export const NOBODY_S = "alone";
