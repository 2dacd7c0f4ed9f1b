/* The questions at the end of a section: reads the answer, shows the verdict. Everything it says stands in
   the page: the feedback in <template> elements, the general words in data attributes. */
(() => {
  /* The number that a reader wrote, or NaN: 0.25, 0,25, 1/4, −3, 1e-3, 2×10⁻³, 0.9^2, 1,024, 25 %. */
  const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", PLAIN = "0123456789-+";
  const read = (text, unit = "") => {
    const bare = (string) =>
      string
        .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/g, (run) => "^" + [...run].map((c) => PLAIN[SUPERSCRIPTS.indexOf(c)]).join(""))
        .normalize("NFKC")
        .replace(/[−–—]/g, "-")
        .replace(/[⁄∕]/g, "/")
        .replace(/\s/g, "")
        .toLowerCase();
    let rest = bare(text).replace(/^[≈=~]+/, "");
    const name = bare(unit);
    if (name && rest.endsWith(name)) rest = rest.slice(0, -name.length);
    const percent = rest.endsWith("%");
    if (percent) rest = rest.slice(0, -1);
    rest = rest.replace(/\*\*/g, "^").replace(/[×·⋅∙]/g, "*");
    if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(rest)) rest = rest.replace(/,/g, "");
    rest = rest.replace(/,/g, ".");
    const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
    const factor = new RegExp(String.raw`^(${number})(?:\^\(?([-+]?\d+)\)?)?$`);
    let operator = "*", result = 1; // products and fractions, from left to right
    for (const part of rest.split(/([*/])/)) {
      if (part === "*" || part === "/") {
        operator = part;
        continue;
      }
      const match = part.match(factor);
      const value = match ? Number(match[1]) ** Number(match[2] ?? 1) : NaN;
      result = operator === "*" ? result * value : result / value;
    }
    return Number.isFinite(result) ? result / (percent ? 100 : 1) : NaN;
  };

  /* The template with the feedback on an answer, or the name of the words that ask for one. */
  const judge = (form) => {
    const templates = [...form.querySelectorAll("template")];
    const input = form.querySelector("input[type=text]");
    if (!input) {
      const chosen = form.querySelector("input:checked");
      return chosen ? templates.find((each) => each.dataset.value === chosen.value) : "choose";
    }
    if (!input.value.trim()) return "enter";
    const value = read(input.value, input.dataset.unit);
    if (Number.isNaN(value)) return "unreadable";
    const near = 1e-9; // relative; 0.1 + 0.2 is as good as 0.3
    const holds = ({ dataset: { low, high } }) =>
      value >= low - near * Math.abs(low) && value <= Number(high) + near * Math.abs(high);
    return templates.find((each) => "low" in each.dataset && holds(each)) ?? templates.at(-1);
  };

  const set = (form) => {
    const words = form.parentElement.dataset;
    const [button, verdict, answer] = ["button", ".question-verdict", "details"].map((name) => form.querySelector(name));
    let wrong = 0;
    button.hidden = button.disabled = false;
    answer.hidden = true; // until the right answer is given, or two wrong ones

    const say = (state, symbol, word, feedback) => {
      const sign = Object.assign(document.createElement("span"), { className: "question-sign", textContent: symbol });
      sign.setAttribute("aria-hidden", "true");
      const strong = Object.assign(document.createElement(feedback ? "strong" : "span"), { textContent: word });
      verdict.replaceChildren(sign, " ", strong, " ", ...(feedback ? [feedback] : []));
      form.dataset.state = state;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const found = judge(form);
      if (typeof found === "string") return say("ask", "✎", words[found]);
      const right = "right" in found.dataset;
      say(right ? "right" : "wrong", right ? "✓" : "✗", words[right ? "right" : "wrong"], found.content.cloneNode(true));
      if (right) answer.open = true;
      else wrong += 1;
      if (right || wrong >= 2) answer.hidden = false;
    });
    form.addEventListener("input", () => {
      if (!form.dataset.state) return;
      verdict.replaceChildren();
      delete form.dataset.state;
    });
  };
  document.querySelectorAll("form.question").forEach(set);
})();
