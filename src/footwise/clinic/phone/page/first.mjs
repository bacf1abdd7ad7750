// Leads from the top of the page to the language of the browser; without a script there are links.

const known = [...document.querySelectorAll("[data-language]")].map((one) => one.dataset.language);
const wanted = navigator.languages.map((one) => one.slice(0, 2).toLowerCase());
location.replace(`${wanted.find((one) => known.includes(one)) ?? known[0]}/`);
