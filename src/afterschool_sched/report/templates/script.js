
"use strict";
(function () {
  var views = Array.prototype.slice.call(document.querySelectorAll("main > section"));
  var tabs = Array.prototype.slice.call(document.querySelectorAll("nav a"));
  document.documentElement.className = "js";
  // The browser shall not scroll to a view of its own accord: it is alone on the page anyhow.
  views.forEach(function (view) { view.id = "view-" + view.id; });

  // One view at a time; without scripts all of them stand below one another.
  function show() {
    var id = decodeURIComponent(location.hash.slice(1)) || "overview";
    var target = document.getElementById("view-" + id) || document.getElementById(id);
    var view = id === "all" ? null : target && target.closest("main > section") || views[0];
    views.forEach(function (each) { each.hidden = view !== null && each !== view; });
    tabs.forEach(function (tab) {
      if (tab.hash === "#" + (view ? view.id.slice(5) : "all")) {
        tab.setAttribute("aria-current", "page");
        tab.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else {
        tab.removeAttribute("aria-current");
      }
    });
    if (target && target !== view && id !== "all") { target.scrollIntoView(); } else { window.scrollTo(0, 0); }
  }

  // What does not contain all words typed is hidden, on screen and on paper.
  function filter(input) {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    var section = input.closest("section");
    var found = 0;
    section.querySelectorAll(input.getAttribute("data-filter")).forEach(function (item) {
      var text = ((item.getAttribute("data-i") || "") + " " + item.textContent).toLowerCase();
      item.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      if (!item.hidden) { found += 1; }
    });
    section.querySelectorAll("article").forEach(function (article) {
      if (article.querySelector("tr[data-i]")) { article.hidden = !article.querySelector("tr[data-i]:not([hidden])"); }
    });
    section.querySelector(".nothing").hidden = found > 0;
  }

  document.querySelectorAll("input[data-filter]").forEach(function (input) {
    input.addEventListener("input", function () { filter(input); });
  });
  document.querySelector("nav button").addEventListener("click", function () { window.print(); });
  window.addEventListener("hashchange", show);
  show();
})();
