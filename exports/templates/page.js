"use strict";
const root = document.documentElement;
function speak(language) {
  root.dataset.language = language;
  root.lang = language;
  for (const button of document.querySelectorAll(".switch button")) button.setAttribute("aria-pressed", button.value === language);
  document.title = document.querySelector(`.in-${language} h1`).textContent;
}
for (const button of document.querySelectorAll(".switch button")) button.addEventListener("click", () => speak(button.value));
for (const section of document.querySelectorAll(".findings")) {
  const [region, rule, words] = section.querySelectorAll("select, input");
  const items = [...section.querySelectorAll(".finding")].map((item) => [item, item.textContent.toLocaleLowerCase()]);
  const count = section.querySelector("output");
  const filter = () => {
    const sought = words.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const [item, text] of items) {
      const fits = (!region.value || item.dataset.region === region.value) && (!rule.value || item.dataset.rule === rule.value) && text.includes(sought);
      item.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown;
  };
  for (const field of [region, rule, words]) field.addEventListener("input", filter);
  filter();
}
speak(root.dataset.language);
